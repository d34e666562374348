using Microsoft.Azure.Functions.Worker;

namespace Functron.Hosting.Functions;

internal sealed class DeclaredDefinition(FunctionDeclaration declaration) : FunctionDefinition
{
    public override string PathToAssembly { get; } = declaration.Method.Module.Assembly.Location;

    public override string EntryPoint { get; } = declaration.EntryPoint;

    /// <summary>The name: it is unique in the app, and the same at the next start.</summary>
    public override string Id => declaration.Name;

    public override string Name => declaration.Name;
}
