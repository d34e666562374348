using System.Collections.Concurrent;
using System.Text;
using Functron.Execution.Engine;

namespace Functron.Execution.Run;

/// <summary>
/// Finds out whom an image's functions run as. It looks once for all images of the same layers, for images that differ in labels alone have
/// the same files.
/// </summary>
internal sealed class ImageUsers(IContainerEngine engine)
{
    // To forget an image costs two questions to the engine.
    private const int Remembered = 1_000;
    private const int LargestFile = 4 * 1024 * 1024;

    private readonly ConcurrentDictionary<string, ImageUser> _known = new();

    /// <param name="container">A container of the image that is not started yet.</param>
    /// <exception cref="UnknownUserException">The user's failure.</exception>
    public async Task<ImageUser> FindAsync(ImageSnapshot image, string container, CancellationToken cancellationToken)
    {
        // An empty HOME counts as none.
        var setsHome = image.Environment.Any(e => e.StartsWith("HOME=", StringComparison.Ordinal) && e.Length > "HOME=".Length);
        var key = string.Join('\n', [image.User, setsHome ? "1" : "0", .. image.Layers]);
        if (_known.TryGetValue(key, out var known))
            return known;

        var passwd = await ReadAsync(container, "/etc/passwd", cancellationToken);
        var group = await ReadAsync(container, "/etc/group", cancellationToken);
        var user = ImageUser.Resolve(image.User, passwd, group, setsHome);
        if (_known.Count >= Remembered)
            _known.Clear();
        return _known[key] = user;
    }

    private async Task<string> ReadAsync(string container, string path, CancellationToken cancellationToken) =>
        Encoding.UTF8.GetString(await engine.ReadFileAsync(container, path, LargestFile, cancellationToken) ?? []);
}
