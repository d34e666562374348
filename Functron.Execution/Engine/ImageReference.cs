namespace Functron.Execution.Engine;

/// <summary>The name of an image as Dockerfiles spell it, taken apart.</summary>
/// <param name="Repository">Everything before the tag or digest.</param>
/// <param name="TagOrDigest">The tag, or a digest such as <c>sha256:…</c>. <c>latest</c> when none is given.</param>
/// <param name="Registry">The server as the Docker configuration spells it.</param>
internal sealed record ImageReference(string Repository, string TagOrDigest, string Registry)
{
    private const string DockerHub = "https://index.docker.io/v1/";

    public static ImageReference Parse(string image)
    {
        var (repository, tag) = Split(image);
        var slash = repository.IndexOf('/', StringComparison.Ordinal);
        var first = slash < 0 ? "" : repository[..slash];
        var namesServer = first == "localhost" || first.AsSpan().IndexOfAny('.', ':') >= 0;
        var registry = !namesServer || first is "docker.io" or "index.docker.io" ? DockerHub : first;
        return new ImageReference(repository, tag, registry);
    }

    private static (string Repository, string TagOrDigest) Split(string image)
    {
        if (image.IndexOf('@', StringComparison.Ordinal) is >= 0 and var at)
            return (image[..at], image[(at + 1)..]);

        // A colon before the last slash belongs to the server's port.
        var colon = image.LastIndexOf(':');
        return colon > image.LastIndexOf('/') ? (image[..colon], image[(colon + 1)..]) : (image, "latest");
    }
}
