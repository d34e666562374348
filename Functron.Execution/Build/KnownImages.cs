using System.Collections.Concurrent;
using System.Text;
using Functron.Execution.Engine;
using Functron.Execution.Requests.Dockerfiles;

namespace Functron.Execution.Build;

/// <summary>
/// Images that the builder would make again. For the same Dockerfile on the same base images it takes every step from its cache, as a
/// build context has nothing else. But that takes the builder 40 ms, and our label another 50 (medians of 15 with 20.10); to ask the
/// engine for the images takes 1 ms. The image that is used again is the one below our label, which stays in the builder's cache. If that
/// one has labels of ours all the same, because Functron made its base image, it is not used.
/// </summary>
internal sealed class KnownImages(IContainerEngine engine)
{
    // What was forgotten costs a build from the builder's cache, and nothing else.
    private const int Remembered = 1_000;
    private const int LongestLog = 8 * 1024;

    private readonly ConcurrentDictionary<string, Known> _byDigest = new();

    /// <returns>The ids of the base images, for <see cref="RememberAsync"/>. Null when the text alone does not tell them.</returns>
    public async Task<IReadOnlyList<string>?> BasesAsync(Dockerfile dockerfile, CancellationToken cancellationToken)
    {
        if (dockerfile.Bases.DependOnArguments)
            return null;
        var ids = new List<string>();
        foreach (var name in dockerfile.Bases.Names)
        {
            if (await engine.FindImageAsync(name, cancellationToken) is not { } found)
                return null;
            ids.Add(found.Id);
        }

        return ids;
    }

    /// <summary>This does not ask the engine whether the image is still there.</summary>
    public bool Remembers(Dockerfile dockerfile) => _byDigest.ContainsKey(dockerfile.Digest);

    /// <returns>The image and what to say of its build. Null when it must be built.</returns>
    public async Task<(ImageSnapshot Image, string Log)?> FindAsync(Dockerfile dockerfile, CancellationToken cancellationToken)
    {
        if (!_byDigest.TryGetValue(dockerfile.Digest, out var known))
            return null;
        if (await BasesAsync(dockerfile, cancellationToken) is { } bases && bases.SequenceEqual(known.Bases)
            && await engine.FindImageAsync(known.Image, cancellationToken) is { } image && !ImageLabels.HasOurs(image))
        {
            return (
                image,
                $"Using the image of an earlier build of this Dockerfile, whose base images are the same: {image.Id}\n{known.Log}");
        }

        _byDigest.TryRemove(dockerfile.Digest, out _);
        return null;
    }

    /// <param name="built">With our label as its last step.</param>
    /// <param name="bases">The ids of the base images before the build.</param>
    public async Task RememberAsync(
        Dockerfile dockerfile,
        ImageSnapshot built,
        IReadOnlyList<string>? bases,
        ReadOnlyMemory<byte> log,
        CancellationToken cancellationToken)
    {
        // If the builder does not say what the image was made from, there is nothing to use again.
        if (built.Parent.Length == 0 || bases is null
            || await BasesAsync(dockerfile, cancellationToken) is not { } now || !now.SequenceEqual(bases))
            return;
        if (_byDigest.Count >= Remembered)
            _byDigest.Clear();
        var words = log.Length <= LongestLog ? $"Its log:\n{Encoding.UTF8.GetString(log.Span)}" : "";
        _byDigest[dockerfile.Digest] = new Known(built.Parent, bases, words);
    }

    private sealed record Known(string Image, IReadOnlyList<string> Bases, string Log);
}
