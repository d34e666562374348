namespace Functron.Tests.Payloads.Blobs;

/// <summary>One Azurite for all, and nothing else meanwhile: one of the tests measures the process.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AzuriteCollection : ICollectionFixture<AzuriteServer>
{
    public const string Name = "Azurite";
}
