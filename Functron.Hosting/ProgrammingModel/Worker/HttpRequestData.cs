namespace Microsoft.Azure.Functions.Worker.Http;

/// <summary>
/// Stands in the signatures that name it. The embedded host hands <c>HttpRequest</c> to functions, so there is no instance of this.
/// </summary>
public abstract class HttpRequestData
{
    private protected HttpRequestData()
    {
    }
}
