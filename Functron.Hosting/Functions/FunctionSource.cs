using System.Reflection;

namespace Functron.Hosting.Functions;

/// <summary>The types whose methods may be functions.</summary>
internal sealed record FunctionSource(IReadOnlyList<Type> Types)
{
    public static FunctionSource Of(Assembly assembly) => new(assembly.GetTypes());

    public static FunctionSource Of(params Type[] types) => new([.. types]);
}
