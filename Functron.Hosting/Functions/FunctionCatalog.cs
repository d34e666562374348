namespace Functron.Hosting.Functions;

/// <summary>All functions of an app; each name is there once, without regard to case.</summary>
internal sealed record FunctionCatalog(IReadOnlyList<FunctionDeclaration> Functions)
{
    public IEnumerable<FunctionDeclaration> Of(FunctionKind kind) => Functions.Where(f => f.Kind == kind);
}
