using Functron.Execution.Run;

namespace Functron.Tests.Execution.Engine;

/// <summary>A test over the real engine. Whatever it leaves there fails it.</summary>
[Collection("engine")]
[Trait("Engine", "Own")]
public abstract class EngineTest(RunPathOption path = RunPathOption.Engine) : IAsyncLifetime
{
    /// <summary>
    /// In milliseconds, how much later than asked for a busy machine may end a function that has a timeout. It is no measure of how late
    /// that is otherwise: without its timeout, what these tests run would go on for far longer.
    /// </summary>
    protected const double Busy = 15_000;

    private readonly List<RealExecution> _benches = [];
    private EngineListing _before = null!;

    /// <summary>Which way functions are run, unless a test says otherwise.</summary>
    protected RunPathOption RunPath => path;

    /// <summary>A process of Functron, so to speak: services of its own over a data directory.</summary>
    /// <param name="like">Another one, whose data directory this one takes over.</param>
    internal RealExecution Start(Action<RealExecutionSetup>? setup = null, RealExecution? like = null)
    {
        var bench = new RealExecution(
            s =>
            {
                s.Options.RunPath = path;
                setup?.Invoke(s);
            },
            like);
        _benches.Add(bench);
        return bench;
    }

    public async Task InitializeAsync() => _before = await EngineListing.TakeAsync();

    public async Task DisposeAsync()
    {
        foreach (var bench in Enumerable.Reverse(_benches))
            await bench.DisposeAsync();

        await _before.AssertIsBackAsync();
    }
}
