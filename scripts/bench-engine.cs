#:project ../Functron.Hosting/Functron.Hosting.csproj
#:property PublishAot=false
#:property TreatWarningsAsErrors=true
#:property WarningsNotAsErrors=NU1603
#:property NoWarn=DURABLE2003;DURABLE2004
#:property InvariantGlobalization=true

// The bench behind ./bench.sh engine. Arguments: rounds, how many instances to store, "full" or "quick".
// It starts itself once more, with "resume" and a data directory: what a restart costs is a whole process's matter.
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Functron.Hosting.Durable;
using Functron.Hosting.Functions;
using Microsoft.Data.Sqlite;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging.Abstractions;

using var brokenOff = new CancellationTokenSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, BreakOff);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, BreakOff);

try
{
    if (args[0] == "resume")
    {
        await Resumed.RunAsync(directory: args[1], idle: TimeSpan.Parse(args[2], CultureInfo.InvariantCulture), brokenOff.Token);
        return 0;
    }

    await using var bench = new Bench(args[2] == "quick" ? Extent.Quick : Extent.Full, brokenOff.Token);
    await bench.RunAsync(rounds: int.Parse(args[0]), stored: int.Parse(args[1]));
    return 0;
}
catch (Exception) when (brokenOff.IsCancellationRequested)
{
    Say.Line("broken off");
    return 130;
}
catch (Exception e) when (e is BenchFailedException or IOException or UnauthorizedAccessException or SqliteException)
{
    Say.Line(e.Message);
    return 69; // EX_UNAVAILABLE
}

void BreakOff(PosixSignalContext signal)
{
    signal.Cancel = true;
    brokenOff.Cancel();
}

/// <summary>How much is measured of each kind.</summary>
/// <param name="Growth">How many instances tell the pace beside those that are stored.</param>
internal sealed record Extent(TimeSpan Bare, TimeSpan Alone, TimeSpan Together, int Growth, int Waiting, TimeSpan Idle)
{
    public static readonly Extent Full = new(Seconds(0.5), Seconds(1), Seconds(2), Growth: 1500, Waiting: 10_000, Idle: Seconds(5));
    public static readonly Extent Quick = new(Seconds(0.1), Seconds(0.2), Seconds(0.4), Growth: 200, Waiting: 1000, Idle: Seconds(1));

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);
}

/// <summary>The orchestrations that are measured, and activities that do nothing: what is left is the engine's.</summary>
internal sealed class Shapes : IDurableFunctions
{
    public const string Functron = "Functron's shape", Chain = "chain of 10", FanOut = "fan-out of 100", Wait = "wait for an event";
    public const string Event = "go";

    private readonly Dictionary<string, OrchestratorFunction> _orchestrators = new OrchestratorFunction[]
    {
        new(Functron, FunctronAsync), new(Chain, ChainAsync), new(FanOut, FanOutAsync),
        new(Wait, async context => await context.WaitForExternalEvent<string>(Event)),
    }.ToDictionary(function => function.Name);

    public OrchestratorFunction? FindOrchestrator(string name) => _orchestrators.GetValueOrDefault(name);

    public ActivityFunction? FindActivity(string name) => new(name, _ => Task.FromResult<object?>(null));

    /// <summary>Build, run against the deadline's timer, clean up.</summary>
    private static async Task<object?> FunctronAsync(TaskOrchestrationContext context)
    {
        await context.CallActivityAsync("build");
        using var lost = new CancellationTokenSource();
        var run = context.CallActivityAsync("run");
        await Task.WhenAny(run, context.CreateTimer(TimeSpan.FromHours(1), lost.Token));
        lost.Cancel();
        await run;
        await context.CallActivityAsync("clean up");
        return null;
    }

    private static async Task<object?> ChainAsync(TaskOrchestrationContext context)
    {
        for (var step = 0; step < 10; step++)
            await context.CallActivityAsync("step");
        return null;
    }

    private static async Task<object?> FanOutAsync(TaskOrchestrationContext context)
    {
        await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => context.CallActivityAsync("part")));
        return null;
    }
}

/// <summary>A durable engine on a directory, and callers of it in this process.</summary>
internal sealed class RunningEngine : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);
    private readonly DurableEngine _engine;

    private RunningEngine(string directory) => _engine = new DurableEngine(
        new DurableEngineOptions { DataDirectory = directory, StopGrace = TimeSpan.FromSeconds(2) }, new Shapes(), TimeProvider.System, NullLoggerFactory.Instance);

    public DurableTaskClient Client => _engine.Client;

    public static async Task<RunningEngine> StartAsync(string directory, CancellationToken cancel)
    {
        var running = new RunningEngine(directory);
        await running._engine.StartAsync(cancel);
        return running;
    }

    /// <summary>So many callers at once, each starting an instance when its last one has ended: until time is up, or for a number of instances.</summary>
    public Task<Pace> RunAsync(string shape, int atOnce, CancellationToken cancel, TimeSpan? duration = null, int count = int.MaxValue) =>
        RunAsync(atOnce, duration ?? s_patience, count, cancel, async (_, stop) =>
        {
            var id = await Client.ScheduleNewOrchestrationInstanceAsync(shape, stop);
            var ended = await Client.WaitForInstanceCompletionAsync(id, stop);
            if (ended.RuntimeStatus != OrchestrationRuntimeStatus.Completed)
                throw new BenchFailedException($"an instance ({shape}) ended as {ended.RuntimeStatus}: {ended.FailureDetails?.ErrorMessage}");
        });

    public Task<Pace> LeaveWaitingAsync(int count, CancellationToken cancel) => RunAsync(64, s_patience, count, cancel, async (number, stop) =>
    {
        await Client.ScheduleNewOrchestrationInstanceAsync(Shapes.Wait, new StartOrchestrationOptions($"waiting-{number}"), stop);
        await Client.WaitForInstanceStartAsync($"waiting-{number}", stop);
    });

    public ValueTask DisposeAsync() => _engine.DisposeAsync();

    private static async Task<Pace> RunAsync(int atOnce, TimeSpan duration, int count, CancellationToken cancel, Func<int, CancellationToken, Task> run)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        stop.CancelAfter(duration + s_patience);
        Exception? failure = null;
        var (clock, begun) = (Stopwatch.StartNew(), 0);

        async Task<List<double>> CallAsync()
        {
            var times = new List<double>();
            try
            {
                while (clock.Elapsed < duration && Interlocked.Increment(ref begun) is var number && number <= count)
                {
                    var start = Stopwatch.GetTimestamp();
                    await run(number, stop.Token);
                    times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
                }
            }
            catch (Exception e)
            {
                // The first says why; the others only end because of it.
                Interlocked.CompareExchange(ref failure, e, null);
                stop.Cancel();
            }

            return times;
        }

        var times = await Task.WhenAll(Enumerable.Range(0, atOnce).Select(_ => CallAsync()));
        var pace = new Pace([.. times.SelectMany(some => some)], clock.Elapsed);
        cancel.ThrowIfCancellationRequested();
        return failure switch
        {
            null when count == int.MaxValue || pace.Times.Length == count => pace,
            null or OperationCanceledException => throw new BenchFailedException($"instances did not end within {s_patience.TotalSeconds} s"),
            _ => throw new BenchFailedException(failure.Message),
        };
    }
}

/// <summary>How long each took, in milliseconds, and all of them together.</summary>
internal sealed record Pace(double[] Times, TimeSpan Elapsed)
{
    public double PerSecond => Times.Length / Elapsed.TotalSeconds;
}

/// <summary>The other process: goes on with what waits, answers one instance, and then has nothing to do.</summary>
internal static class Resumed
{
    public static async Task RunAsync(string directory, TimeSpan idle, CancellationToken cancel)
    {
        await using var engine = await RunningEngine.StartAsync(directory, cancel);
        Console.WriteLine("started");
        await engine.Client.RaiseEventAsync("waiting-1", Shapes.Event, "on", cancel);
        await engine.Client.WaitForInstanceCompletionAsync("waiting-1", cancel);
        Console.WriteLine("answered");

        // The runtime's own work after a start, compiling again what was used often, is not the engine's.
        await Task.Delay(TimeSpan.FromSeconds(2), cancel);
        var before = Environment.CpuUsage.TotalTime;
        await Task.Delay(idle, cancel);
        Console.WriteLine((Environment.CpuUsage.TotalTime - before).TotalSeconds.ToString("F3", CultureInfo.InvariantCulture));
    }
}

/// <summary>What every durable step costs at least: a row, a transaction, a sync.</summary>
internal sealed class BareSqlite : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _insert;

    public BareSqlite(string file)
    {
        _connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ConnectionString);
        _connection.Open();
        using var settings = _connection.CreateCommand();
        settings.CommandText = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE rows (id INTEGER PRIMARY KEY, text TEXT NOT NULL)";
        settings.ExecuteNonQuery();
        _insert = _connection.CreateCommand();
        _insert.CommandText = $"INSERT INTO rows (text) VALUES ('{new string('x', 100)}')";
        _insert.Prepare();

        // A log that has reached its size is written over, which is cheaper than to make it grow: so it is with the engine's.
        for (var commit = 0; commit < 1500; commit++)
            _insert.ExecuteNonQuery();
    }

    public string Version => _connection.ServerVersion;

    public Pace Commit(TimeSpan duration, CancellationToken cancel)
    {
        var times = new List<double>();
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < duration)
        {
            cancel.ThrowIfCancellationRequested();
            var start = Stopwatch.GetTimestamp();
            _insert.ExecuteNonQuery();
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        return new Pace([.. times], clock.Elapsed);
    }

    public void Dispose()
    {
        _insert.Dispose();
        _connection.Dispose();
    }
}

/// <summary>Sets up, measures in turns, prints; disposing it removes what it left on the disk.</summary>
internal sealed class Bench(Extent extent, CancellationToken cancel) : IAsyncDisposable
{
    private const int Many = 64, Few = 1000;
    private const string BareCommit = "bare SQLite commit";

    // Until then the largest number of stored instances has to be reached, or what is there by then is measured.
    private static readonly TimeSpan s_storing = TimeSpan.FromMinutes(2);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("functron-bench-");
    private readonly Dictionary<(string What, int AtOnce), List<Pace>> _paces = [];

    public async Task RunAsync(int rounds, int stored)
    {
        var loadBefore = Load();
        using var bare = new BareSqlite(Path.Combine(_folder.FullName, "bare.db"));
        await MeasureShapesAsync(rounds, bare);
        var kept = await StoreAsync(stored);
        var perInstance = (double)new FileInfo(Path.Combine(Large, "durable.db")).Length / kept;
        var (few, many) = await MeasureGrowthAsync(rounds);
        var restart = await MeasureRestartAsync();
        var ended = kept + Few + (rounds * extent.Growth); // the last two by measuring

        PrintShapes(rounds, loadBefore, bare.Version);
        var (alone, commit) = (Quantile.Of(_paces[(Shapes.Functron, 1)], 0.5), Quantile.Of(_paces[(BareCommit, 1)], 0.5));
        Console.WriteLine($"""

            {Shapes.Functron}, one instance alone = {alone:F2} ms (to reach: 3 or less, or the next line)
            one instance alone / bare commit = {alone / commit:F1} (to reach: 9 or less)
            {Shapes.Functron}, {Many} at once = {Quantile.Rate(_paces[(Shapes.Functron, Many)]):N0} instances/s (to reach: 1,500 or more)
            {Shapes.Functron}, database per ended instance = {perInstance:N0} bytes
            {Many} at once, with {Few:N0} stored = {few:N0} instances/s
            {Many} at once, with {kept:N0} stored = {many:N0} instances/s{(kept < stored ? $"; {stored:N0} would have taken more than {s_storing.TotalMinutes} minutes" : "")}
            with {kept:N0} stored / with {Few:N0} = {many / few:F2} (to reach: 1, flat from 1,000 to 100,000)
            restart with {extent.Waiting:N0} waiting and {ended:N0} ended, process start to engine started = {restart.Started:F2} s
            restart with {extent.Waiting:N0} waiting and {ended:N0} ended, process start to an event answered = {restart.Answered:F2} s (to reach: 3 or less)
            CPU in {extent.Idle.TotalSeconds} idle seconds with {extent.Waiting:N0} waiting = {restart.Cpu:F3} s (to reach: none)
            """);
    }

    public ValueTask DisposeAsync()
    {
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    private string Large => Path.Combine(_folder.FullName, "large");

    private async Task MeasureShapesAsync(int rounds, BareSqlite bare)
    {
        await using var engine = await RunningEngine.StartAsync(Path.Combine(_folder.FullName, "shapes"), cancel);
        for (var round = 0; round <= rounds; round++)
        {
            Say.Line(round == 0 ? "warming up" : $"shapes, round {round} of {rounds}");
            Add(BareCommit, 1, bare.Commit(extent.Bare, cancel));
            foreach (var shape in (string[])[Shapes.Functron, Shapes.Chain, Shapes.FanOut])
            {
                Add(shape, 1, await engine.RunAsync(shape, 1, cancel, extent.Alone));
                Add(shape, Many, await engine.RunAsync(shape, Many, cancel, extent.Together));
            }

            if (round == 0)
                _paces.Clear();
        }
    }

    /// <summary>Stores ended instances, closes the database, so that all of it is in one file, and gives their number.</summary>
    private async Task<int> StoreAsync(int stored)
    {
        await using var engine = await RunningEngine.StartAsync(Large, cancel);
        var clock = Stopwatch.StartNew();
        var kept = 0;
        for (var last = -1; kept < stored && clock.Elapsed < s_storing;)
        {
            if (kept * 10L / stored is var tenth && tenth != last)
                Say.Line($"storing instances, {kept:N0} of {stored:N0}");
            last = (int)tenth;
            kept += (await engine.RunAsync(Shapes.Functron, Many, cancel, count: Math.Min(Few, stored - kept))).Times.Length;
        }

        return kept;
    }

    private async Task<(double Few, double Many)> MeasureGrowthAsync(int rounds)
    {
        await using var large = await RunningEngine.StartAsync(Large, cancel);
        await large.RunAsync(Shapes.Functron, Many, cancel, count: Few); // as the small one: its log has its size, too
        var (few, many) = (new List<Pace>(), new List<Pace>());
        for (var round = 1; round <= rounds; round++)
        {
            Say.Line($"few and many stored instances, round {round} of {rounds}");
            await using var small = await RunningEngine.StartAsync(Path.Combine(_folder.FullName, $"small-{round}"), cancel);
            await small.RunAsync(Shapes.Functron, Many, cancel, count: Few);
            few.Add(await small.RunAsync(Shapes.Functron, Many, cancel, count: extent.Growth));
            many.Add(await large.RunAsync(Shapes.Functron, Many, cancel, count: extent.Growth));
        }

        return (Quantile.Rate(few), Quantile.Rate(many));
    }

    private async Task<(double Started, double Answered, double Cpu)> MeasureRestartAsync()
    {
        Say.Line($"restart with {extent.Waiting:N0} instances waiting");
        await using (var engine = await RunningEngine.StartAsync(Large, cancel))
            await engine.LeaveWaitingAsync(extent.Waiting + 1, cancel); // one is answered, the others stay

        var start = new ProcessStartInfo("dotnet", [typeof(Bench).Assembly.Location, "resume", Large, extent.Idle.ToString("c")])
        {
            RedirectStandardOutput = true,
            Environment = { ["DOTNET_EnableDiagnostics"] = "0" }, // killed, it would leave the sockets for them behind
        };
        var clock = Stopwatch.StartNew();
        using var process = Process.Start(start)!;
        try
        {
            async Task<string> LineAsync() => await process.StandardOutput.ReadLineAsync(cancel) ?? throw new BenchFailedException("the restarted engine gave up");
            await LineAsync();
            var started = clock.Elapsed.TotalSeconds;
            await LineAsync();
            var answered = clock.Elapsed.TotalSeconds;
            Say.Line("idle");
            return (started, answered, double.Parse(await LineAsync(), CultureInfo.InvariantCulture));
        }
        finally
        {
            if (cancel.IsCancellationRequested)
                process.Kill();
            await process.WaitForExitAsync(CancellationToken.None);
        }
    }

    private void Add(string what, int atOnce, Pace pace)
    {
        if (!_paces.TryGetValue((what, atOnce), out var paces))
            _paces[(what, atOnce)] = paces = [];
        paces.Add(pace);
    }

    private void PrintShapes(int rounds, string loadBefore, string sqlite)
    {
        Console.WriteLine($"""
            {Environment.ProcessorCount} cores, .NET {Environment.Version}, SQLite {sqlite}, {RuntimeInformation.OSDescription}
            load average {loadBefore} at the start, {Load()} at the end
            {rounds} rounds, everything once in every round; WAL, synchronous=FULL, on {new DriveInfo(_folder.FullName).DriveFormat}
            {Shapes.Functron}: three empty activities one after the other, beside the second a timer that is cancelled
            from the start call to the seen end, callers in the engine's process; rates are the rounds' median

            | {"",-18} | at once | {"per second",10} | {"median ms",9} | {"p99 ms",7} |
            |{new string('-', 20)}|--------:|-----------:|----------:|--------:|
            """);
        foreach (var ((what, atOnce), paces) in _paces)
            Console.WriteLine($"| {what,-18} | {atOnce,7} | {Quantile.Rate(paces),10:F1} | {Quantile.Of(paces, 0.5),9:F2} | {Quantile.Of(paces, 0.99),7:F2} |");
    }

    private static string Load() => File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : "unknown";
}

internal static class Quantile
{
    public static double Rate(IEnumerable<Pace> rounds) => At(rounds.Select(pace => pace.PerSecond), 0.5);

    public static double Of(IEnumerable<Pace> rounds, double quantile) => At(rounds.SelectMany(pace => pace.Times), quantile);

    /// <summary>Interpolated between its two neighbours.</summary>
    private static double At(IEnumerable<double> values, double quantile)
    {
        var sorted = values.Order().ToArray();
        var position = quantile * (sorted.Length - 1);
        var (below, above) = (sorted[(int)Math.Floor(position)], sorted[(int)Math.Ceiling(position)]);
        return below + ((above - below) * (position - Math.Floor(position)));
    }
}

internal static class Say
{
    public static void Line(string words) => Console.Error.WriteLine($"functron: {words}");
}

internal sealed class BenchFailedException(string message) : Exception(message);
