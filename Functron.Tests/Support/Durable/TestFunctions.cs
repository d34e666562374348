using Functron.Hosting.Durable;
using Functron.Hosting.Functions;

using Microsoft.DurableTask;

namespace Functron.Tests.Durable;

/// <summary>Orchestrators and activities written in a test.</summary>
internal sealed class TestFunctions : IDurableFunctions
{
    private readonly Dictionary<string, OrchestratorFunction> _orchestrators = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, ActivityFunction> _activities = new(StringComparer.OrdinalIgnoreCase);

    public TestFunctions Orchestrator(string name, Func<TaskOrchestrationContext, Task<object?>> body)
    {
        _orchestrators[name] = new OrchestratorFunction(name, body);
        return this;
    }

    public TestFunctions Activity(string name, Func<ActivityCall, Task<object?>> body)
    {
        _activities[name] = new ActivityFunction(name, body);
        return this;
    }

    /// <summary>An activity that gives its text input back.</summary>
    public TestFunctions Echo(string name) => Activity(name, call => Task.FromResult<object?>(DurableJson.Read<string>(call.InputJson)));

    public OrchestratorFunction? FindOrchestrator(string name) => _orchestrators.GetValueOrDefault(name);

    public ActivityFunction? FindActivity(string name) => _activities.GetValueOrDefault(name);
}
