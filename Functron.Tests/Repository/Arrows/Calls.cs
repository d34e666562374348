using System.Reflection;
using Mono.Cecil;

namespace Functron.Tests.Arrows;

/// <summary>Which methods a method's own code calls.</summary>
internal static class Calls
{
    private static readonly Dictionary<string, ModuleDefinition> Modules = [];

    /// <returns>Each as "namespace.type::method", a generic type without its arguments.</returns>
    public static IReadOnlyList<string> Of(MethodBase method) =>
        Module(method.Module.FullyQualifiedName).LookupToken(method.MetadataToken) is MethodDefinition { HasBody: true } definition
            ? [.. definition.Body.Instructions.Select(instruction => instruction.Operand).OfType<MethodReference>().Select(NameOf)]
            : [];

    /// <summary>All that a type declares itself; those of its nested types are theirs.</summary>
    public static IEnumerable<MethodBase> MethodsOf(Type type)
    {
        const BindingFlags declared = BindingFlags.DeclaredOnly | BindingFlags.Instance | BindingFlags.Static
            | BindingFlags.Public | BindingFlags.NonPublic;
        return type.GetMethods(declared).Cast<MethodBase>().Concat(type.GetConstructors(declared));
    }

    private static string NameOf(MethodReference method) => $"{method.DeclaringType.GetElementType().FullName}::{method.Name}";

    private static ModuleDefinition Module(string path)
    {
        lock (Modules)
            return Modules.TryGetValue(path, out var module) ? module : Modules[path] = ModuleDefinition.ReadModule(path);
    }
}
