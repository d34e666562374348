namespace Functron.Tests.Durable.Golden;

/// <summary>The ways that any orchestration can go.</summary>
internal static class EngineScenarios
{
    public static IReadOnlyList<Scenario> All { get; } =
    [
        new("completed", async run =>
        {
            await run.StartAsync("Chain", "in");
            await run.CompleteAsync("First", "first");
            await run.CompleteAsync("Second", "second");
        }),
        new("fanned-out", async run =>
        {
            await run.StartAsync("FanOut");
            await run.CompleteAsync("First 1", 1);
            await run.CompleteAsync("First 2", 2);
            await run.CompleteAsync("First 0", 3);
        }),
        new("failed-by-exception", async run =>
        {
            await run.StartAsync("Throws");
            await run.CompleteAsync("First", null);
        }),
        new("failed-by-activity", async run =>
        {
            await run.StartAsync("Chain", "in");
            await run.FailAsync("First", new InvalidOperationException("outer", new InvalidTimeZoneException("inner")));
        }),
        new("terminated", async run =>
        {
            await run.StartAsync("Chain", "in");
            await run.CompleteAsync("First", "first");
            await run.TerminateAsync();
        }),
        new("continued-as-new", async run =>
        {
            await run.StartAsync("Rounds", 1);
            await run.FireTimerAsync(turns: 2);
            await run.RaiseAsync("go", "kept");
            await run.FireTimerAsync(turns: 2);
        }),
        new("suspended-and-resumed", async run =>
        {
            await run.StartAsync("Chain", "in");
            await run.SuspendAsync();
            await run.CompleteAsync("First", "first");
            await run.ResumeAsync();
            await run.CompleteAsync("Second", "second");
        }),
        new("rewound", async run =>
        {
            await run.StartAsync("Chain", "in");
            await run.CompleteAsync("First", "first");
            await run.FailAsync("Second", new IOException("No space left on device"));
            await run.RewindAsync();
            await run.CompleteAsync("Second", "second");
        }),
        new("retried", async run =>
        {
            await run.StartAsync("Retries");
            await run.FailAsync("First", new IOException("away"));
            await run.FireTimerAsync();
            await run.FailAsync("First", new IOException("away"));
            await run.FireTimerAsync();
            await run.CompleteAsync("First", "at last");
        }),
        new("retried-in-vain", async run =>
        {
            await run.StartAsync("Retries");
            await run.FailAsync("First", new IOException("away"));
            await run.FireTimerAsync();
            await run.FailAsync("First", new IOException("away"));
            await run.FireTimerAsync();
            await run.FailAsync("First", new IOException("away"));
        }),
        new("retried-until-its-timeout", async run =>
        {
            await run.StartAsync("RetriesInTime");
            await run.FailAsync("First", new IOException("away"));
            await run.FireTimerAsync();
            await run.FailAsync("First", new IOException("away"));
            await run.FireTimerAsync();
            await run.FailAsync("First", new IOException("away"));
        }),
        new("retry-given-up", async run =>
        {
            await run.StartAsync("RetriesUncertain");
            await run.FailAsync("First", new IOException("away"));
            await run.CompleteAsync("Second", "given up");
        }),
        new("missing-function-not-retried", async run =>
        {
            await run.StartAsync("RetriesNothing", turns: 2);
            await run.CompleteAsync("Second", "given up");
        }),
        new("events-to-the-last-wait", async run =>
        {
            await run.StartAsync("HearsMany");
            await run.RaiseAsync("go", "one");
            await run.CompleteAsync("First", null);
            await run.RaiseAsync("GO", "two");
            await run.CompleteAsync("First", null);
            await run.RaiseAsync("go", "three");
            await run.CompleteAsync("First", null);
        }),
        new("child-completed", async run =>
        {
            await run.StartAsync("Parent", turns: 2);
            await run.CompleteAsync("First", "child", turns: 2);
        }),
        new("child-failed", async run =>
        {
            await run.StartAsync("Forgives", turns: 2);
            await run.FailAsync("First", new InvalidTimeZoneException("no zone"), turns: 2);
        }),
        new("event-raised", async run =>
        {
            await run.StartAsync("Hears");
            await run.RaiseAsync("GO", "early");
            await run.CompleteAsync("First", "first");
            await run.RaiseAsync("go", "late");
        }),
        new("event-in-time", async run =>
        {
            await run.StartAsync("WaitsAWhile");
            await run.RaiseAsync("go", "in time");
        }),
        new("event-too-late", async run =>
        {
            await run.StartAsync("WaitsAWhile");
            await run.FireTimerAsync();
            await run.RaiseAsync("go", "too late");
            await run.CompleteAsync("Second", "without it");
        }),
        new("event-sent", run => run.StartAsync("Tells", turns: 2)),
        new("tagged", async run =>
        {
            await run.StartAsync("Tagged", 0, turns: 2, new Dictionary<string, string> { ["team"] = "blue", ["part"] = "whole" });
            await run.CompleteAsync("First", "child", turns: 3);
        }),
        new("child-unawaited", async run =>
        {
            await run.StartAsync("Sends", turns: 2);
            await run.CompleteAsync("First", "told to nobody");
            await run.RaiseAsync("go", "on");
        }),
        new("custom-status", async run =>
        {
            await run.StartAsync("Statuses");
            await run.CompleteAsync("First", null);
            await run.CompleteAsync("Second", null);
        }),
    ];
}
