namespace Microsoft.Azure.Functions.Worker;

/// <summary>What the host knows of a function's declaration.</summary>
public abstract class FunctionDefinition
{
    /// <summary>The file that holds the function; empty for an assembly that was not loaded from a file.</summary>
    public abstract string PathToAssembly { get; }

    /// <summary>The full name of the type and the method's, with a dot between.</summary>
    public abstract string EntryPoint { get; }

    public abstract string Id { get; }

    public abstract string Name { get; }
}
