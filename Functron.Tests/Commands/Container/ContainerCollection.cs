namespace Functron.Tests.Commands.Container;

/// <summary>One image for all; one after another, for they use one engine.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class ContainerCollection : ICollectionFixture<ContainerImage>
{
    public const string Name = "container";
}
