namespace Functron.Tests.Payloads.Blobs;

/// <summary>One Azurite for all.</summary>
[CollectionDefinition(Name)]
public sealed class AzuriteCollection : ICollectionFixture<AzuriteServer>
{
    public const string Name = "Azurite";
}
