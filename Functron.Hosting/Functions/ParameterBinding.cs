using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;

namespace Functron.Hosting.Functions;

/// <summary>Where a parameter of a function gets its value from in each invocation.</summary>
internal abstract record ParameterBinding
{
    public abstract object? Value(BindingData data);
}

/// <summary>What started the function: the request, the orchestration's context or the activity's input.</summary>
/// <param name="Type">The parameter's type.</param>
internal sealed record TriggerBinding(Type Type) : ParameterBinding
{
    public override object? Value(BindingData data) => data.Trigger;
}

internal sealed record ContextBinding : ParameterBinding
{
    public override object Value(BindingData data) => data.Context;
}

internal sealed record CancellationBinding : ParameterBinding
{
    public override object Value(BindingData data) => data.Context.CancellationToken;
}

internal sealed record DurableClientBinding : ParameterBinding
{
    public override object Value(BindingData data) => data.Context.InstanceServices.GetRequiredService<DurableTaskClient>();
}

/// <param name="Absent">The value when the route has this segment as optional and the request leaves it out.</param>
internal sealed record RouteBinding(string Name, RouteValueReader Reader, object? Absent) : ParameterBinding
{
    /// <exception cref="BadHttpRequestException">The segment's text is no value of the parameter's type.</exception>
    public override object? Value(BindingData data)
    {
        if (data.RouteValues?[Name] is not string text)
            return Absent;
        return Reader.TryRead(text, out var value)
            ? value
            : throw new BadHttpRequestException($"'{Name}' in the path is no {Reader.TypeName}.");
    }
}
