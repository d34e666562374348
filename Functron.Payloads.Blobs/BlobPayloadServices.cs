using Functron.Execution.Payloads;
using Microsoft.Extensions.DependencyInjection;

namespace Functron.Payloads.Blobs;

public static class BlobPayloadServices
{
    /// <summary>
    /// Makes blobs the payload store. Call it before execution is added, which keeps a store that is registered already.
    /// </summary>
    public static IServiceCollection AddBlobPayloadStore(this IServiceCollection services, BlobPayloadOptions options) =>
        services.AddSingleton<IPayloadStore>(_ => new BlobPayloadStore(options));
}
