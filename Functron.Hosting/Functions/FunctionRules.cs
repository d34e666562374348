using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Functron.Hosting.Functions;

/// <summary>The rules that a method marked as a function keeps.</summary>
internal static partial class FunctionRules
{
    /// <param name="problems">Gets a sentence for each rule that is broken.</param>
    /// <returns>Null when any is broken.</returns>
    public static FunctionDeclaration? Declare(string name, MethodInfo method, List<string> problems)
    {
        if (!ValidName().IsMatch(name))
            problems.Add("a name is a letter and then at most 127 letters, digits, '_' or '-'.");
        CheckMethod(method, problems);

        var triggers = method.GetParameters()
            .Select(p => p.GetCustomAttribute<TriggerBindingAttribute>())
            .OfType<TriggerBindingAttribute>()
            .ToList();
        if (triggers.Count != 1)
        {
            problems.Add($"a function has one trigger, this has {triggers.Count}.");
            return null;
        }

        if (KindOf(triggers[0]) is not { } kind)
        {
            problems.Add($"[{triggers[0].GetType().Name[..^"Attribute".Length]}] is not served by the embedded host: it serves HTTP, "
                + $"orchestration and activity triggers.");
            return null;
        }

        if (NameIn(triggers[0]) is { } other && other != name)
            problems.Add($"the embedded host calls a function by its own name, and its trigger names another: {other}.");
        var route = triggers[0] is HttpTriggerAttribute http ? RouteOf(name, http, problems) : null;
        CheckReturn(method, kind, problems);
        var parameters = new List<ParameterBinding>();
        foreach (var parameter in method.GetParameters())
        {
            var binding = ParameterBinder.Bind(parameter, kind, route, out var problem);
            if (binding is not null)
                parameters.Add(binding);
            else if (problem is not null)
                problems.Add(problem);
        }

        return problems.Count == 0 ? new FunctionDeclaration(name, kind, method, parameters) { Route = route } : null;
    }

    private static void CheckMethod(MethodInfo method, List<string> problems)
    {
        var type = method.DeclaringType;
        if (!method.IsPublic || type is not { IsVisible: true })
            problems.Add("a function is a public method of a public class.");
        if (method.ContainsGenericParameters)
            problems.Add("neither the method nor its class has type parameters.");
        if (!method.IsStatic && type is { IsAbstract: true })
            problems.Add("its class is abstract, so that no instance can be made.");
        if (method.IsDefined(typeof(RetryAttribute)))
            problems.Add("the embedded host carries out no retry attributes: retry by TaskOptions in the orchestrator.");
        if (method.IsDefined(typeof(OutputBindingAttribute)))
            problems.Add("the embedded host carries out no output bindings.");
        if (!method.IsStatic && type is { IsValueType: true })
            problems.Add("a function is a method of a class.");
    }

    /// <returns>Null for a trigger of another kind, such as a timer's.</returns>
    private static FunctionKind? KindOf(TriggerBindingAttribute trigger) => trigger switch
    {
        HttpTriggerAttribute => FunctionKind.Http,
        OrchestrationTriggerAttribute => FunctionKind.Orchestrator,
        ActivityTriggerAttribute => FunctionKind.Activity,
        _ => null,
    };

    /// <summary>What a trigger would have its function called by; null: the function's name.</summary>
    private static string? NameIn(TriggerBindingAttribute trigger) => trigger switch
    {
        OrchestrationTriggerAttribute orchestration => orchestration.Orchestration,
        ActivityTriggerAttribute activity => activity.Activity,
        _ => null,
    };

    private static HttpRoute? RouteOf(string name, HttpTriggerAttribute trigger, List<string> problems)
    {
        try
        {
            var pattern = RoutePatternFactory.Parse((trigger.Route ?? name).Trim('/'));
            return new HttpRoute(
                pattern,
                [.. (trigger.Methods ?? []).Select(m => m.ToUpperInvariant()).Distinct()],
                trigger.AuthLevel != AuthorizationLevel.Anonymous);
        }
        catch (RoutePatternException e)
        {
            problems.Add($"the route '{trigger.Route}' is malformed: {e.Message}");
            return null;
        }
    }

    private static void CheckReturn(MethodInfo method, FunctionKind kind, List<string> problems)
    {
        var type = method.ReturnType;
        var awaited = type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Task<>) ? type.GetGenericArguments()[0] : null;
        if (kind == FunctionKind.Http)
        {
            if (type != typeof(Task) && !typeof(IResult).IsAssignableFrom(awaited ?? type))
                problems.Add("an HTTP function returns IResult, Task<IResult>, or Task when it answers through the request itself.");
        }
        else if (type == typeof(void) && method.IsDefined(typeof(AsyncStateMachineAttribute)))
        {
            problems.Add("an async function returns Task, so that its end is seen.");
        }
        else if (type.IsByRef || type == typeof(ValueTask)
            || (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ValueTask<>)))
        {
            problems.Add("a function returns Task, Task of a value, or a value.");
        }
    }

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9_-]{0,127}$", RegexOptions.NonBacktracking)]
    private static partial Regex ValidName();
}
