using System.Reflection;

namespace Functron.Tests.Hosting.Surface;

/// <summary>Types as C# and the list write them.</summary>
internal static class TypeNames
{
    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(void)] = "void",
        [typeof(object)] = "object",
        [typeof(string)] = "string",
        [typeof(bool)] = "bool",
        [typeof(int)] = "int",
        [typeof(double)] = "double",
    };

    public static string Full(Type type) => $"{type.Namespace}.{Short(type)}";

    /// <summary>Without nullability.</summary>
    public static string Short(Type type) => Compose(type, type.GetGenericArguments(), Short);

    /// <summary>With nullability, as the list has it.</summary>
    public static string Annotated(NullabilityInfo info)
    {
        if (Nullable.GetUnderlyingType(info.Type) is { } value)
            return Short(value) + "?";
        var name = info.ElementType is { } element
            ? Annotated(element) + "[]"
            : Compose(info.Type, info.GenericTypeArguments, Annotated);
        return info.ReadState == NullabilityState.Nullable ? name + "?" : name;
    }

    private static string Compose<T>(Type type, T[] arguments, Func<T, string> write)
    {
        if (Keywords.TryGetValue(type, out var keyword))
            return keyword;
        if (arguments.Length == 0)
            return type.Name;
        return $"{type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)]}<{string.Join(", ", arguments.Select(write))}>";
    }
}
