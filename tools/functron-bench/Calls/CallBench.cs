using System.Diagnostics;
using System.Security.Cryptography;
using Functron.Benchmarks.Measuring;

namespace Functron.Benchmarks.Calls;

/// <summary>
/// Sets up, measures each way in turn, and prints. Disposing it removes all that it and its Functrons left on the engine and
/// on the disk.
/// </summary>
/// <param name="socket">The path of the engine's socket.</param>
/// <param name="docker">The docker client.</param>
/// <param name="app">Functron's assembly.</param>
internal sealed class CallBench(string socket, string docker, string app, TimeProvider time, CancellationToken cancel) : IAsyncDisposable
{
    private readonly string _name = "functron-bench-" + RandomNumberGenerator.GetHexString(12, lowercase: true);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("functron-bench-");
    private readonly Engine _engine = new(socket);
    private readonly Samples _samples = new();
    private readonly List<FunctronProcess> _functrons = [];
    private readonly List<string> _labels = [];

    public async Task RunAsync(int rounds)
    {
        _labels.Add($"{_name}=1");
        var loadBefore = Machine.Load();
        using var starts = await StartEvents.SubscribeAsync(_engine);
        await _engine.BuildAsync(_name, MeasuredFunction.Dockerfile);
        var dockerRun = new DockerRun(docker, socket, _name, await WriteDataAsync());

        var whyNoLauncher = await StartFunctronsAsync();
        for (var round = 0; round <= rounds; round++)
        {
            Bench.Say(round == 0 ? "warming up" : $"round {round} of {rounds}");
            foreach (var functron in _functrons)
                await new FunctronCall(functron, starts, time).MeasureAsync(_samples, cancel);
            await dockerRun.MeasureAsync(_samples, starts, time, cancel);
            await MeasureBuildAsync();
            if (round == 0)
                _samples.Clear();
        }

        var report = new CallReport(_samples, await _engine.GetAsync("info"), rounds, loadBefore, Machine.Load(), whyNoLauncher);
        report.Write(Console.Out);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var functron in _functrons.ToArray())
            await TryAsync(() => StopAsync(functron));

        // The engine may finish a build that was broken off: its image appears only after the Functron is gone.
        var patience = cancel.IsCancellationRequested ? TimeSpan.FromSeconds(3) : TimeSpan.Zero;
        for (var clock = Stopwatch.StartNew(); ; await Task.Delay(TimeSpan.FromMilliseconds(250), time, CancellationToken.None))
        {
            foreach (var label in _labels)
                await TryAsync(() => _engine.RemoveLabelledAsync(label));
            if (clock.Elapsed >= patience)
                break;
        }

        await TryAsync(() => _engine.RemoveImageAsync(_name));
        await TryAsync(() => Task.Run(() => _folder.Delete(recursive: true)));
        _engine.Dispose();
    }

    /// <returns>The folder that docker run mounts.</returns>
    private async Task<string> WriteDataAsync()
    {
        var folder = _folder.CreateSubdirectory("data").FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, MeasuredFunction.FileName), MeasuredFunction.File, cancel);
        return folder;
    }

    /// <summary>Starts a Functron for each way to run a function.</summary>
    /// <returns>Why the launcher's way cannot be measured; null when it can.</returns>
    private async Task<string?> StartFunctronsAsync()
    {
        // By "auto" a Functron falls back to the engine's streams and says why; each single call is checked as well.
        var byLauncher = await StartFunctronAsync("auto");
        var why = await byLauncher.FindPathAsync(cancel) is (not CallRows.Launcher, var reason) ? reason : null;
        if (why is not null)
            await StopAsync(byLauncher);
        await StartFunctronAsync(CallRows.Engine);
        return why;
    }

    private async Task<FunctronProcess> StartFunctronAsync(string runPath)
    {
        var functron = new FunctronProcess(app, socket, Path.Combine(_folder.FullName, runPath), runPath, time);
        _functrons.Add(functron);
        await functron.WaitUntilReadyAsync(cancel);
        return functron;
    }

    private async Task StopAsync(FunctronProcess functron)
    {
        _functrons.Remove(functron);
        await functron.StopAsync();
        if (functron.Installation is { } id)
            _labels.Add($"functron.installation={id}");
    }

    private async Task MeasureBuildAsync()
    {
        var clock = Stopwatch.StartNew();
        await _engine.BuildAsync(_name, MeasuredFunction.Dockerfile);
        _samples.Add(CallRows.Build, clock.Elapsed);
    }

    private static async Task TryAsync(Func<Task> clean)
    {
        try
        {
            await clean();
        }
        catch (Exception e)
        {
            Bench.Say($"cleaning up: {e.Message}");
        }
    }
}
