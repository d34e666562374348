namespace Functron.Hosting.Http;

/// <summary>
/// Marks the endpoints that are the host's or the app's. Routing puts others in their place to say that a known route has no
/// such method; a Functions host answers 404 to that (Azure/azure-functions-host#10098), and so does this one.
/// </summary>
internal sealed class ServedEndpoint
{
    public static ServedEndpoint Instance { get; } = new();
}
