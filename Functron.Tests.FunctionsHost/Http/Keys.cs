namespace Functron.Tests.FunctionsHost.Http;

/// <summary>Where a request carries a key on the Functions host.</summary>
internal static class Keys
{
    public static bool Has(HttpRequest request, string key) =>
        request.Query["code"] == key || request.Headers["x-functions-key"] == key;
}
