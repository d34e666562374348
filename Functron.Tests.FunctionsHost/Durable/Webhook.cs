using Microsoft.Azure.WebJobs;
using Microsoft.Azure.WebJobs.Host.Config;

namespace Functron.Tests.FunctionsHost.Durable;

/// <summary>Tells the extension where its management routes are, with their key, and keeps the extension as their handler.</summary>
/// <remarks>
/// Without <c>WEBSITE_HOSTNAME</c>, which Azure and Core Tools set, the Functions host does not know its own address. The extension
/// then gives functions no durable client ("Webhooks are not configured").
/// </remarks>
#pragma warning disable CS0618 // "Not ready for public consumption", but what the Functions host does.
internal sealed class Webhook(Uri url, string key) : IWebHookProvider
#pragma warning restore CS0618
{
    public const string Path = "/runtime/webhooks/durabletask";

    public IAsyncConverter<HttpRequestMessage, HttpResponseMessage>? Handler { get; private set; }

    public Uri? GetUrl(IExtensionConfigProvider extension)
    {
        Handler = extension as IAsyncConverter<HttpRequestMessage, HttpResponseMessage>;
        return string.IsNullOrEmpty(Environment.GetEnvironmentVariable("WEBSITE_HOSTNAME"))
            ? null
            : new Uri(url, $"{Path}?code={Uri.EscapeDataString(key)}");
    }
}
