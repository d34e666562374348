namespace Functron.Tests.Commands;

/// <summary>Commands that need no engine. They build and measure, so each runs alone.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class CommandsCollection
{
    public const string Name = "commands";
}
