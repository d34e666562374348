using Functron.Hosting.Durable;

using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;

namespace Functron.Tests.Durable.Dispatch;

public sealed class ActivityWorkerTests : IAsyncLifetime
{
    private readonly EngineDirectory _directory = new();
    private readonly ManualClock _clock = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _directory.DisposeAsync().AsTask();

    [Theory(Timeout = 120_000)]
    [InlineData("Works", "TaskCompleted")]
    [InlineData("Fails", "TaskFailed")]
    public async Task The_time_of_an_end_is_that_of_the_end(string name, string end)
    {
        var functions = new TestFunctions()
            .Activity("Works", async _ =>
            {
                await Task.Yield();
                _clock.Advance(TimeSpan.FromMinutes(3));
                return null;
            })
            .Activity("Fails", async _ =>
            {
                await Task.Yield();
                _clock.Advance(TimeSpan.FromMinutes(3));
                throw new InvalidOperationException("broken");
            })
            .Orchestrator("Calls", async context => await context.CallActivityAsync<object?>(context.GetInput<string>()!));
        var engine = await _directory.StartAsync(functions, clock: _clock);
        var begun = _clock.GetUtcNow().UtcDateTime;
        await engine.Client.ScheduleNewOrchestrationInstanceAsync("Calls", name, new StartOrchestrationOptions("one"));
        await engine.Client.WaitForInstanceCompletionAsync("one");

        var history = (await engine.GetHistoryAsync("one"))!.Events;
        Assert.Equal(begun.AddMinutes(3), Assert.Single(history, happened => happened.EventType == end).Timestamp);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_failure_that_cannot_be_logged_reaches_the_instance()
    {
        var functions = new TestFunctions()
            .Activity("Fails", _ => throw new InvalidOperationException("broken"))
            .Orchestrator("Calls", async context => await context.CallActivityAsync<object?>("Fails"));
        var options = _directory.Options with { DataDirectory = _directory.Path };
        await using var engine = new DurableEngine(options, functions, TimeProvider.System, new FullLog());
        await engine.StartAsync(CancellationToken.None);
        await engine.Client.ScheduleNewOrchestrationInstanceAsync("Calls", new StartOrchestrationOptions("one"));

        var ended = await engine.Client.WaitForInstanceCompletionAsync("one", true).WaitAsync(TimeSpan.FromSeconds(20));

        Assert.Contains("broken", ended.FailureDetails!.ErrorMessage, StringComparison.Ordinal);
    }

    /// <summary>A log that takes all but the failures of activities.</summary>
    private sealed class FullLog : ILoggerFactory, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public void AddProvider(ILoggerProvider provider)
        {
        }

        public void Dispose()
        {
        }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
            => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (eventId.Name == nameof(DurableLog.ActivityFailed))
                throw new IOException("The log is full.");
        }
    }
}
