using System.Collections.Concurrent;
using System.Text;
using Functron.Execution.Engine;

namespace Functron.Execution.Build;

/// <summary>
/// Images that the builder would give again: of the same Dockerfile on the same base images it takes every step from its cache, for
/// there is nothing else in a build's context. Finding that out costs it 40 ms, and our label another 50 (medians of 15 with 20.10); asking the engine
/// for the images costs 1. What is used again is the image beneath our label, which stays in the builder's cache;
/// one that has labels of ours all the same, of a base image that Functron made say, is not.
/// </summary>
internal sealed class KnownImages(IContainerEngine engine)
{
    // Only a memory of work already done: forgetting it costs a build from the builder's cache.
    private const int Remembered = 1_000;
    private const int LongestLog = 8 * 1024;

    private readonly ConcurrentDictionary<string, Known> _known = new();

    /// <returns>The base images' ids, for <see cref="RememberAsync"/>; null when they cannot be told from the text alone.</returns>
    internal async Task<IReadOnlyList<string>?> BasesAsync(string dockerfile, CancellationToken cancellationToken)
    {
        if (BaseImages.DependOnArguments(dockerfile))
            return null;
        var ids = new List<string>();
        foreach (var name in BaseImages.Of(dockerfile))
        {
            if (await engine.FindImageAsync(name, cancellationToken) is not { } found)
                return null;
            ids.Add(found.Id);
        }

        return ids;
    }

    /// <summary>Without asking the engine whether the image is still there.</summary>
    internal bool Remembers(string dockerfile) => _known.ContainsKey(dockerfile);

    /// <returns>The image and what to say of its build; null when it must be built.</returns>
    internal async Task<(ImageSnapshot Image, string Log)?> FindAsync(string dockerfile, CancellationToken cancellationToken)
    {
        if (!_known.TryGetValue(dockerfile, out var known))
            return null;
        if (await BasesAsync(dockerfile, cancellationToken) is { } bases && bases.SequenceEqual(known.Bases)
            && await engine.FindImageAsync(known.Image, cancellationToken) is { } image && !ImageLabels.HasOurs(image))
            return (image, $"Using the image of an earlier build of this Dockerfile, whose base images are the same: {image.Id}\n{known.Log}");
        _known.TryRemove(dockerfile, out _);
        return null;
    }

    /// <param name="built">With our label as its last step.</param>
    /// <param name="bases">As they were before the build.</param>
    internal async Task RememberAsync(string dockerfile, ImageSnapshot built, IReadOnlyList<string>? bases, ReadOnlyMemory<byte> log, CancellationToken cancellationToken)
    {
        // Where a builder does not say what an image was made from, there is nothing to use again.
        if (built.Parent.Length == 0 || bases is null || await BasesAsync(dockerfile, cancellationToken) is not { } now || !now.SequenceEqual(bases))
            return;
        if (_known.Count >= Remembered)
            _known.Clear();
        _known[dockerfile] = new Known(built.Parent, bases, log.Length <= LongestLog ? $"Its log:\n{Encoding.UTF8.GetString(log.Span)}" : "");
    }

    private sealed record Known(string Image, IReadOnlyList<string> Bases, string Log);
}
