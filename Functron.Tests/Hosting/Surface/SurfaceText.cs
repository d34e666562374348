using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Functron.Tests.Hosting.Surface;

/// <summary>Writes a type and its members as the list does.</summary>
internal static class SurfaceText
{
    private const BindingFlags Declared = BindingFlags.DeclaredOnly | BindingFlags.Public | BindingFlags.NonPublic
        | BindingFlags.Instance | BindingFlags.Static;

    public static SurfaceType Of(Type type) => new(TypeNames.Full(type), Header(type), [.. Members(type)]);

    private static string Header(Type type)
    {
        if (type.IsEnum)
            return $"enum {TypeNames.Full(type)}";
        if (typeof(Delegate).IsAssignableFrom(type))
            return $"delegate {TypeNames.Full(type)}";
        var kind = type.IsValueType ? "struct" : IsRecord(type) ? "record" : "class";
        var modifier = type.IsValueType ? "" : (type.IsAbstract, type.IsSealed) switch
        {
            (true, true) => "static ",
            (true, false) => "abstract ",
            (false, true) => "sealed ",
            _ => "",
        };
        var parent = type.BaseType is { } b && b != typeof(object) && b != typeof(ValueType) ? $" : {TypeNames.Short(b)}" : "";
        return $"{modifier}{kind} {TypeNames.Full(type)}{parent}";
    }

    private static IEnumerable<string> Members(Type type)
    {
        if (type.IsEnum)
            return [string.Join(", ", Enum.GetNames(type).Select(n => $"{n} = {Convert.ToInt32(Enum.Parse(type, n), CultureInfo.InvariantCulture)}"))];
        if (typeof(Delegate).IsAssignableFrom(type))
            return [MethodText.DelegateOf(type.GetMethod("Invoke")!)];
        var constructors = type.GetConstructors(Declared).Where(c => IsSeen(c) && !IsLeftOut(c)).Select(MethodText.Of);
        var properties = type.GetProperties(Declared).Where(p => p.GetAccessors(true).Any(IsSeen) && !IsLeftOut(p)).Select(MethodText.Of);
        var methods = type.GetMethods(Declared).Where(m => IsSeen(m) && !IsLeftOut(m)).Select(MethodText.Of);
        var fields = type.GetFields(Declared).Where(f => f.IsPublic || f.IsFamily || f.IsFamilyOrAssembly).Select(f => $"field {f.Name}");
        var nested = type.GetNestedTypes(Declared).Where(n => n.IsNestedPublic || n.IsNestedFamily || n.IsNestedFamORAssem).Select(n => $"type {n.Name}");
        var events = type.GetEvents(Declared).Where(e => e.AddMethod is { } add && IsSeen(add)).Select(e => $"event {e.Name}");
        return [.. constructors, .. properties, .. methods, .. fields, .. nested, .. events];
    }

    /// <summary>Public, or to be seen by a type that derives.</summary>
    private static bool IsSeen(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static bool IsRecord(Type type) => type.GetMethod("<Clone>$", Declared) is not null;

    // The list has public members only, and what an abstract class lets its heirs construct it with is protected.
    private static bool IsLeftOut(ConstructorInfo constructor) =>
        constructor.DeclaringType is { } type
        && ((type.IsAbstract && !constructor.IsPublic) || (IsRecord(type) && IsCopy(constructor) && !constructor.IsPublic));

    private static bool IsCopy(ConstructorInfo constructor) =>
        constructor.GetParameters() is [var only] && only.ParameterType == constructor.DeclaringType;

    // Made by the compiler for every record.
    private static bool IsLeftOut(PropertyInfo property) => property.Name == "EqualityContract";

    // Accessors come with their properties; what every object has and what the compiler makes for a record is not listed.
    private static bool IsLeftOut(MethodInfo method)
    {
        var type = method.DeclaringType!;
        if (method.IsSpecialName && !method.Name.StartsWith("op_", StringComparison.Ordinal))
            return true;
        if (method.GetBaseDefinition().DeclaringType is { } root && (root == typeof(object) || root == typeof(ValueType)))
            return true;
        if (method.Name is "Equals" && method.GetParameters() is [var other] && other.ParameterType == type)
            return true;
        if (!IsRecord(type) && !(type.IsValueType && method.Name is "op_Equality" or "op_Inequality"))
            return false;
        return method.Name is "<Clone>$" or "PrintMembers" or "Deconstruct" or "op_Equality" or "op_Inequality" or "Equals"
            || method.IsDefined(typeof(CompilerGeneratedAttribute));
    }
}
