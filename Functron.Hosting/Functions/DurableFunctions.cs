using System.Collections.Frozen;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;

namespace Functron.Hosting.Functions;

/// <summary>An app's orchestrators and activities, as the durable engine calls them.</summary>
/// <param name="json">Reads an activity's input.</param>
internal sealed class DurableFunctions(
    FunctionCatalog catalog,
    IServiceScopeFactory scopes,
    JsonSerializerOptions json) : IDurableFunctions
{
    private readonly FrozenDictionary<string, OrchestratorFunction> _orchestrators = catalog.Of(FunctionKind.Orchestrator)
        .Select(declaration => Orchestrator(declaration, scopes))
        .ToFrozenDictionary(f => f.Name, StringComparer.OrdinalIgnoreCase);

    private readonly FrozenDictionary<string, ActivityFunction> _activities = catalog.Of(FunctionKind.Activity)
        .Select(declaration => Activity(declaration, scopes, json))
        .ToFrozenDictionary(f => f.Name, StringComparer.OrdinalIgnoreCase);

    public OrchestratorFunction? FindOrchestrator(string name) => _orchestrators.GetValueOrDefault(name);

    public ActivityFunction? FindActivity(string name) => _activities.GetValueOrDefault(name);

    private static OrchestratorFunction Orchestrator(FunctionDeclaration declaration, IServiceScopeFactory scopes)
    {
        var invoker = new FunctionInvoker(declaration);
        var definition = new DeclaredDefinition(declaration);
        return new OrchestratorFunction(declaration.Name, async orchestration =>
        {
            // Disposed only when the orchestrator runs to its end: a turn that ends in an await is dropped there.
            // Disposed synchronously, as an orchestrator may await nothing but its context's tasks.
            using var scope = scopes.CreateScope();
            // No token: an orchestrator that a stop of the host could cancel would be failed by it for good, instead of going on later.
            var context = new InvocationContext(definition, scope.ServiceProvider, CancellationToken.None);
            return await invoker.InvokeAsync(new BindingData(context, orchestration));
        });
    }

    private static ActivityFunction Activity(FunctionDeclaration declaration, IServiceScopeFactory scopes, JsonSerializerOptions json)
    {
        var invoker = new FunctionInvoker(declaration);
        var definition = new DeclaredDefinition(declaration);
        var inputType = declaration.Parameters.OfType<TriggerBinding>().SingleOrDefault()?.Type;
        return new ActivityFunction(declaration.Name, async call =>
        {
            await using var scope = scopes.CreateAsyncScope();
            var context = new InvocationContext(definition, scope.ServiceProvider, call.CancellationToken);
            var input = inputType is null ? null : ReadInput(call.InputJson, inputType, json);
            return await invoker.InvokeAsync(new BindingData(context, input));
        });
    }

    private static object? ReadInput(string? inputJson, Type type, JsonSerializerOptions json)
    {
        if (inputJson is not null and not "null")
            return JsonSerializer.Deserialize(inputJson, type, json);
        return type.IsValueType ? Activator.CreateInstance(type) : null;
    }
}
