using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Functron.Hosting.Functions;

/// <summary>The rules for a function's parameters: what the host can supply, by kind of function.</summary>
internal static class ParameterBinder
{
    /// <param name="parameter">Any parameter of the method, the trigger's included.</param>
    /// <param name="problem">The rule that is broken; null when there is a binding.</param>
    public static ParameterBinding? Bind(ParameterInfo parameter, FunctionKind kind, HttpRoute? route, out string? problem)
    {
        problem = null;
        var type = parameter.ParameterType;
        if (parameter.GetCustomAttribute<TriggerBindingAttribute>() is not null)
            return BindTrigger(type, kind, out problem);
        if (type == typeof(FunctionContext))
            return new ContextBinding();
        if (kind == FunctionKind.Orchestrator)
        {
            return Refuse(
                $"parameter '{parameter.Name}': an orchestrator takes its TaskOrchestrationContext and at most a FunctionContext.",
                out problem);
        }

        if (parameter.GetCustomAttribute<DurableClientAttribute>() is { } client)
            return BindClient(parameter, client, out problem);
        if (type == typeof(CancellationToken))
            return new CancellationBinding();
        if (kind == FunctionKind.Activity)
        {
            return Refuse(
                $"parameter '{parameter.Name}': an activity takes one data parameter, the one with [ActivityTrigger].", out problem);
        }

        return BindRoute(parameter, route, out problem);
    }

    private static ParameterBinding? BindClient(ParameterInfo parameter, DurableClientAttribute attribute, out string? problem)
    {
        problem = null;
        if (parameter.ParameterType != typeof(DurableTaskClient))
            return Refuse($"parameter '{parameter.Name}': [DurableClient] goes on a DurableTaskClient.", out problem);
        return attribute.TaskHub is null && attribute.ConnectionName is null
            ? new DurableClientBinding()
            : Refuse(
                $"parameter '{parameter.Name}': the embedded host has one task hub, "
                + "so [DurableClient] names neither a hub nor a connection.",
                out problem);
    }

    private static ParameterBinding? BindTrigger(Type type, FunctionKind kind, out string? problem)
    {
        problem = null;
        switch (kind)
        {
            case FunctionKind.Http when type != typeof(HttpRequest):
                return Refuse("[HttpTrigger] goes on an HttpRequest.", out problem);
            case FunctionKind.Orchestrator when type != typeof(TaskOrchestrationContext):
                return Refuse("[OrchestrationTrigger] goes on a TaskOrchestrationContext.", out problem);
            case FunctionKind.Activity when type.IsByRef || type.IsPointer || type.IsByRefLike:
                return Refuse("[ActivityTrigger] goes on a parameter that takes its value by value.", out problem);
            case FunctionKind.Activity when type == typeof(FunctionContext):
                // An activity without input has its attribute there.
                return new ContextBinding();
            default:
                return new TriggerBinding(type);
        }
    }

    private static ParameterBinding? BindRoute(ParameterInfo parameter, HttpRoute? route, out string? problem)
    {
        problem = null;
        if (parameter.Name is not { } name || route?.Pattern.GetParameter(name) is null)
            return Refuse($"parameter '{parameter.Name}' is neither in the route nor anything that the host supplies.", out problem);
        if (RouteValueReader.For(parameter.ParameterType) is not { } reader)
            return Refuse($"parameter '{name}': a segment of the route cannot be read as {parameter.ParameterType.Name}.", out problem);
        return new RouteBinding(name, reader, AbsentValue(parameter));
    }

    private static object? AbsentValue(ParameterInfo parameter)
    {
        if (parameter.HasDefaultValue && parameter.DefaultValue is { } value)
            return value;
        var type = parameter.ParameterType;
        return type.IsValueType ? Activator.CreateInstance(type) : null;
    }

    private static ParameterBinding? Refuse(string rule, out string? problem)
    {
        problem = rule;
        return null;
    }
}
