using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Functron.Tests.Hosting.Surface;

/// <summary>Signatures as the list writes them; what only an heir sees has <c>protected</c> before it, which the list never has.</summary>
internal static class MethodText
{
    private static readonly NullabilityInfoContext Nullability = new();

    public static string Of(ConstructorInfo constructor) => $"{Access(constructor)}.ctor({Parameters(constructor)})";

    public static string DelegateOf(MethodInfo invoke) => $"{Return(invoke)} ({Parameters(invoke)})";

    public static string Of(MethodInfo method)
    {
        var generic = method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(a => a.Name))}>" : "";
        return $"{Access(method)}{Modifier(method)}{Return(method)} {method.Name}{generic}({Parameters(method)})";
    }

    public static string Of(PropertyInfo property)
    {
        var accessors = property.GetAccessors(true).Where(a => a.IsPublic || a.IsFamily || a.IsFamilyOrAssembly).ToList();
        var first = accessors[0];
        var set = property.SetMethod is { } setter && accessors.Contains(setter) ? IsInit(setter) ? " init;" : " set;" : "";
        var get = property.GetMethod is { } getter && accessors.Contains(getter) ? " get;" : "";
        return $"{Access(first)}{Modifier(first)}{TypeNames.Annotated(Nullability.Create(property))} {property.Name} {{{get}{set} }}";
    }

    private static bool IsInit(MethodInfo setter) =>
        setter.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit));

    private static string Access(MethodBase method) => method.IsPublic ? "" : "protected ";

    private static string Modifier(MethodInfo method)
    {
        if (method.IsStatic)
            return "static ";
        if (method.IsAbstract)
            return "abstract ";
        return method is { IsVirtual: true, IsFinal: false } ? "virtual " : "";
    }

    private static string Return(MethodInfo method) => TypeNames.Annotated(Nullability.Create(method.ReturnParameter));

    private static string Parameters(MethodBase method)
    {
        var extension = method.IsDefined(typeof(ExtensionAttribute)) ? "this " : "";
        return extension + string.Join(", ", method.GetParameters().Select(Parameter));
    }

    private static string Parameter(ParameterInfo parameter)
    {
        var array = parameter.IsDefined(typeof(ParamArrayAttribute)) ? "params " : "";
        return $"{array}{TypeNames.Annotated(Nullability.Create(parameter))} {parameter.Name}{Default(parameter)}";
    }

    private static string Default(ParameterInfo parameter)
    {
        if (!parameter.HasDefaultValue)
            return "";
        return parameter.DefaultValue switch
        {
            null => parameter.ParameterType.IsValueType ? " = default" : " = null",
            bool flag => flag ? " = true" : " = false",
            var value => string.Create(CultureInfo.InvariantCulture, $" = {value}"),
        };
    }
}
