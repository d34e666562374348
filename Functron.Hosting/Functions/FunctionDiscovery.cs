using System.Reflection;
using Microsoft.Azure.Functions.Worker;

namespace Functron.Hosting.Functions;

/// <summary>Finds the functions among an app's types.</summary>
internal static class FunctionDiscovery
{
    private const BindingFlags Declared = BindingFlags.DeclaredOnly | BindingFlags.Static | BindingFlags.Instance
        | BindingFlags.Public | BindingFlags.NonPublic;

    /// <exception cref="InvalidFunctionsException">Any of the functions breaks a rule; all that do are told.</exception>
    public static FunctionCatalog Find(FunctionSource source)
    {
        var problems = new List<string>();
        var functions = new List<FunctionDeclaration>();
        foreach (var method in source.Types.SelectMany(type => type.GetMethods(Declared)))
        {
            if (method.GetCustomAttribute<FunctionAttribute>() is not { } attribute)
                continue;
            var broken = new List<string>();
            var declaration = FunctionRules.Declare(attribute.Name, method, broken);
            problems.AddRange(broken.Select(rule => Named(attribute.Name, method, rule)));
            if (declaration is not null)
                functions.Add(declaration);
        }

        problems.AddRange(Repeated(functions));
        return problems.Count == 0 ? new FunctionCatalog(functions) : throw new InvalidFunctionsException(problems);
    }

    private static IEnumerable<string> Repeated(List<FunctionDeclaration> functions)
    {
        foreach (var same in functions.GroupBy(f => f.Name, StringComparer.OrdinalIgnoreCase).Where(g => g.Count() > 1))
            yield return Named(same.Key, same.First().Method, $"the name is also that of {same.ElementAt(1).EntryPoint}.");

        var answered = new Dictionary<(string Route, string Method), FunctionDeclaration>();
        foreach (var function in functions)
        {
            if (function.Route is not { } route)
                continue;
            foreach (var method in route.Methods.Count == 0 ? [""] : route.Methods)
            {
                if (!answered.TryAdd((route.Shape, method), function))
                    yield return Named(function.Name, function.Method,
                        $"its route and method are also those of '{answered[(route.Shape, method)].Name}'.");
            }
        }
    }

    private static string Named(string name, MethodInfo method, string rule) =>
        $"Function '{name}' ({FunctionDeclaration.EntryPointOf(method)}): {rule}";
}
