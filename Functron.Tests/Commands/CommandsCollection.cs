namespace Functron.Tests.Commands;

/// <summary>Commands that build the same projects, or measure: each runs alone.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class CommandsCollection
{
    public const string Name = "commands";
}
