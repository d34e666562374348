namespace Functron.Tests.Durable.Official;

/// <summary>Both engines, for all tests of a class one after the other.</summary>
public abstract class EnginesOf : IAsyncLifetime
{
    private BothEngines? _engines;

    internal BothEngines Both => _engines!;

    public async Task InitializeAsync() => _engines = await BothEngines.StartAsync(Register);

    public Task DisposeAsync() => _engines!.DisposeAsync().AsTask();

    internal abstract void Register(ITaskSet tasks);
}

public sealed class ProgramEngines : EnginesOf
{
    internal override void Register(ITaskSet tasks) => ProgramTasks.Register(tasks);
}

public sealed class SampleEngines : EnginesOf
{
    internal override void Register(ITaskSet tasks) => SampleTasks.Register(tasks);
}

public sealed class DifferingEngines : EnginesOf
{
    internal override void Register(ITaskSet tasks) => DifferingTasks.Register(tasks);
}

public sealed class MendedEngines : EnginesOf
{
    internal override void Register(ITaskSet tasks) => MendedTasks.Register(tasks);
}
