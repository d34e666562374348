using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Functron.Hosting.Functions;

/// <summary>Reads a path segment as a value of one type, the same in every culture.</summary>
internal abstract class RouteValueReader(string typeName)
{
    private static readonly Type[] Types =
    [
        typeof(string), typeof(bool), typeof(int), typeof(long), typeof(double), typeof(decimal),
        typeof(Guid), typeof(DateTime), typeof(DateTimeOffset),
    ];

    /// <summary>The type's name, for messages.</summary>
    public string TypeName { get; } = typeName;

    /// <summary>Null when a segment cannot be read as that type.</summary>
    public static RouteValueReader? For(Type type)
    {
        var value = Nullable.GetUnderlyingType(type) ?? type;
        if (!Types.Contains(value))
            return null;
        var reader = typeof(Reader<>).MakeGenericType(value);
        return (RouteValueReader?)Activator.CreateInstance(reader);
    }

    public abstract bool TryRead(string text, [NotNullWhen(true)] out object? value);

    private sealed class Reader<T>() : RouteValueReader(typeof(T).Name)
        where T : IParsable<T>
    {
        public override bool TryRead(string text, [NotNullWhen(true)] out object? value)
        {
            var read = T.TryParse(text, CultureInfo.InvariantCulture, out var parsed);
            value = read ? parsed : null;
            return value is not null;
        }
    }
}
