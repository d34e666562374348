using System.Reflection;

namespace Functron.Hosting.Functions;

/// <summary>A method that keeps the rules of a function.</summary>
/// <param name="Parameters">Where each parameter's value comes from, in the method's order.</param>
internal sealed record FunctionDeclaration(
    string Name,
    FunctionKind Kind,
    MethodInfo Method,
    IReadOnlyList<ParameterBinding> Parameters)
{
    public string EntryPoint => EntryPointOf(Method);

    /// <summary>Set for an HTTP function only.</summary>
    public HttpRoute? Route { get; init; }

    public static string EntryPointOf(MethodInfo method) => $"{method.DeclaringType?.FullName}.{method.Name}";
}
