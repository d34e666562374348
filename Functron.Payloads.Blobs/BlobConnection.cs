using Azure.Core;
using Azure.Identity;
using Azure.Storage.Blobs;

namespace Functron.Payloads.Blobs;

/// <summary>A storage account, and how to log in to it: by a connection string, or as an identity.</summary>
public sealed class BlobConnection
{
    /// <summary>The setting of the Functions host, so that one storage account serves both.</summary>
    public const string Setting = "AzureWebJobsStorage";

    private readonly Func<BlobClientOptions, BlobServiceClient> _open;

    private BlobConnection(Func<BlobClientOptions, BlobServiceClient> open) => _open = open;

    /// <summary>
    /// Reads <see cref="Setting"/>: a connection string, or the names below it that the Functions host knows for identities.
    /// </summary>
    /// <param name="setting">Gives the value of a setting, whose levels are separated by ":". Null or empty when it is not set.</param>
    /// <exception cref="BlobOptionsException">Nothing is set, or what is set cannot be right.</exception>
    public static BlobConnection Read(Func<string, string?> setting)
    {
        if (setting(Setting) is { Length: > 0 } connectionString)
            return Of(connectionString);

        var account = setting($"{Setting}:accountName");
        var service = setting($"{Setting}:blobServiceUri") is { Length: > 0 } uri
            ? uri
            : account is { Length: > 0 } ? $"https://{account}.blob.core.windows.net" : null;
        if (service is null)
        {
            throw new BlobOptionsException(
                $"Payloads are to be kept as blobs, but no storage account is named: set {Setting} to a connection string "
                    + "(UseDevelopmentStorage=true for Azurite), "
                + $"or {Setting}__blobServiceUri or {Setting}__accountName to use an identity.");
        }

        return Of(service, Credential(setting($"{Setting}:credential"), setting($"{Setting}:clientId")));
    }

    /// <exception cref="BlobOptionsException">
    /// It is not a connection string. The message does not repeat it, as it may hold a key.
    /// </exception>
    public static BlobConnection Of(string connectionString)
    {
        var connection = new BlobConnection(options => new BlobServiceClient(connectionString, options));
        try
        {
            connection.Open(new BlobClientOptions());
            return connection;
        }
        catch (Exception e) when (e is FormatException or ArgumentException or InvalidOperationException)
        {
            throw new BlobOptionsException($"{Setting} is no connection string of a storage account with blobs.");
        }
    }

    internal BlobServiceClient Open(BlobClientOptions options) => _open(options);

    private static BlobConnection Of(string service, TokenCredential credential)
    {
        // A token is sent over TLS alone.
        if (!Uri.TryCreate(service, UriKind.Absolute, out var uri) || uri.Scheme != Uri.UriSchemeHttps)
            throw new BlobOptionsException(
                $"{Setting}__blobServiceUri or __accountName leads to \"{service}\", which is not an https address of a blob service.");
        return new BlobConnection(options => new BlobServiceClient(uri, credential, options));
    }

    private static TokenCredential Credential(string? kind, string? clientId) => (kind, clientId) switch
    {
        (null or "", null or "") => new DefaultAzureCredential(),
        (null or "", _) => new DefaultAzureCredential(new DefaultAzureCredentialOptions { ManagedIdentityClientId = clientId }),
        ("managedidentity", null or "") => new ManagedIdentityCredential(ManagedIdentityId.SystemAssigned),
        ("managedidentity", _) => new ManagedIdentityCredential(ManagedIdentityId.FromUserAssignedClientId(clientId)),
        _ => throw new BlobOptionsException($"{Setting}__credential is \"{kind}\"; it can only be \"managedidentity\", or not be set."),
    };
}
