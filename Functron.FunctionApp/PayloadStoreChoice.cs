using Functron.Payloads.Blobs;
using Microsoft.Extensions.Configuration;

namespace Functron.FunctionApp;

/// <summary><c>Functron:PayloadStore</c>: files in the data directory, or blobs in a container of a storage account.</summary>
internal static class PayloadStoreChoice
{
    public const string FilesStore = "files";
    public const string BlobStore = "blobs";

    private const string StoreName = "PayloadStore";
    private const string ContainerName = "PayloadContainer";
    private const string Store = $"{FunctronSettings.Section}:{StoreName}";
    private const string Container = $"{FunctronSettings.Section}:{ContainerName}";

    public static IReadOnlyList<string> OptionNames { get; } = [StoreName, ContainerName];

    /// <returns>Null when files are chosen.</returns>
    /// <exception cref="OptionsException">There is no such store, or blobs are chosen and cannot be reached as it is set up.</exception>
    public static BlobPayloadOptions? Read(IConfiguration configuration) => configuration[Store]?.ToLowerInvariant() switch
    {
        null or "" or FilesStore => null,
        BlobStore => Blobs(configuration),
        _ => throw new OptionsException($"{Store} is \"{configuration[Store]}\"; it must be files or blobs."),
    };

    private static BlobPayloadOptions Blobs(IConfiguration configuration)
    {
        try
        {
            return new BlobPayloadOptions(BlobConnection.Read(name => configuration[name]))
            {
                Container = configuration[Container] is { Length: > 0 } name ? name : BlobPayloadOptions.DefaultContainer,
            };
        }
        catch (BlobOptionsException e)
        {
            throw new OptionsException($"{Store} is blobs: {e.Message}");
        }
    }
}
