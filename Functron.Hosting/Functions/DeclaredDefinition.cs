using System.Collections.Immutable;
using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Functron.Hosting.Functions;

internal sealed class DeclaredDefinition(FunctionDeclaration declaration) : FunctionDefinition
{
    public override string PathToAssembly { get; } = declaration.Method.Module.Assembly.Location;

    public override string EntryPoint { get; } = declaration.EntryPoint;

    /// <summary>The name: it is unique in the app, and the same at the next start.</summary>
    public override string Id => declaration.Name;

    public override string Name => declaration.Name;

    public override ImmutableArray<FunctionParameter> Parameters { get; } =
        [.. declaration.Method.GetParameters()
            .Select(p => new FunctionParameter(p.Name!, p.ParameterType, p.HasDefaultValue, p.HasDefaultValue ? p.DefaultValue! : null!))];

    public override IImmutableDictionary<string, BindingMetadata> InputBindings { get; } = declaration.Method.GetParameters()
        .Where(p => p.GetCustomAttribute<BindingAttribute>() is not null)
        .ToImmutableDictionary(p => p.Name!, p => (BindingMetadata)new DeclaredBinding(p.Name!, p.GetCustomAttribute<BindingAttribute>()!));

    /// <summary>None: what a function returns is its caller's.</summary>
    public override IImmutableDictionary<string, BindingMetadata> OutputBindings => ImmutableDictionary<string, BindingMetadata>.Empty;
}

internal sealed class DeclaredBinding(string name, BindingAttribute attribute) : BindingMetadata
{
    private const string Suffix = "Attribute";

    public override string Name => name;

    /// <summary>As in function.json: <c>httpTrigger</c> of HttpTriggerAttribute.</summary>
    public override string Type { get; } = TypeOf(attribute.GetType().Name);

    public override BindingDirection Direction => BindingDirection.In;

    private static string TypeOf(string attribute) => char.ToLowerInvariant(attribute[0]) + attribute[1..^Suffix.Length];
}
