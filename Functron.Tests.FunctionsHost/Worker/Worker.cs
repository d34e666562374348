using System.Diagnostics;
using Functron.Tests.FunctionsHost.App;
using Functron.Tests.FunctionsHost.Worker.Messages;
using Google.Protobuf.WellKnownTypes;

namespace Functron.Tests.FunctionsHost.Worker;

/// <summary>One worker process with its stream, from its start to its end.</summary>
internal sealed class Worker : IDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan KillAfter = TimeSpan.FromSeconds(10);

    private readonly PublishedApp _app;
    private readonly Process _process;
    private readonly ILogger _logger;

    private Worker(PublishedApp app, Process process, WorkerChannel channel, ILogger logger)
    {
        _app = app;
        _process = process;
        _logger = logger;
        Channel = channel;
        Ended = EndedAsync();
        Log.WorkerStarted(logger, process.Id);
    }

    public WorkerChannel Channel { get; }

    /// <summary>Ends with the process, of whatever it died; what ran in it has failed then.</summary>
    public Task<WorkerProcessExitException> Ended { get; }

    /// <summary>Where the worker itself serves HTTP; null when it takes requests as messages.</summary>
    public Uri? HttpUri { get; private set; }

    public IReadOnlyList<AppFunction> Functions { get; private set; } = [];

    public static Worker Start(PublishedApp app, WorkerServer server, ILogger logger)
    {
        var id = Guid.NewGuid().ToString();
        var channel = new WorkerChannel(logger);
        server.Expect(id, channel);
        return new Worker(app, WorkerProcess.Start(app, id, server.Address), channel, logger);
    }

    /// <summary>Waits for its stream, initialises it, asks for its functions and loads them.</summary>
    /// <exception cref="WorkerProcessExitException">It ended meanwhile.</exception>
    /// <exception cref="HostException">It did not answer within 60 s, or failed at it.</exception>
    public async Task InitialiseAsync()
    {
        try
        {
            await InitialiseWithoutLimitAsync().WaitAsync(StartLimit);
        }
        catch (TimeoutException)
        {
            throw new HostException($"The worker did not connect and load its functions within {StartLimit.TotalSeconds:0} s.");
        }
    }

    /// <summary>Asks it to end, and kills it 10 s later.</summary>
    public async Task StopAsync()
    {
        Channel.Tell(new() { WorkerTerminate = new() { GracePeriod = Duration.FromTimeSpan(Grace) } });
        try
        {
            await Ended.WaitAsync(KillAfter);
        }
        catch (TimeoutException)
        {
            Log.WorkerKilled(_logger, _process.Id);
            _process.Kill();
            await Ended;
        }
    }

    public void Kill() => _process.Kill();

    public void Dispose() => _process.Dispose();

    private async Task InitialiseWithoutLimitAsync()
    {
        await Channel.Connected;
        var init = await Channel.AskAsync(new()
        {
            WorkerInitRequest = new() { HostVersion = "4.0.0", WorkerDirectory = _app.Folder, FunctionAppDirectory = _app.Folder },
        });
        Require(init.WorkerInitResponse.Result, "initialise");
        if (init.WorkerInitResponse.Capabilities.TryGetValue("HttpUri", out var uri) && uri.Length > 0)
            HttpUri = new Uri(uri);

        var metadata = await Channel.AskAsync(new() { FunctionsMetadataRequest = new() { FunctionAppDirectory = _app.Folder } });
        Require(metadata.FunctionMetadataResponse.Result, "list its functions");
        Functions = metadata.FunctionMetadataResponse.UseDefaultMetadataIndexing
            ? _app.FunctionsFromMetadata()
            : [.. metadata.FunctionMetadataResponse.FunctionMetadataResults.Select(WorkerFunctions.Read)];
        foreach (var function in Functions)
        {
            var loaded = await Channel.AskAsync(new() { FunctionLoadRequest = WorkerFunctions.Load(_app, function) });
            Require(loaded.FunctionLoadResponse.Result, $"load {function.Name}");
        }

        await Channel.AskAsync(new() { WorkerStatusRequest = new() });
    }

    private static void Require(StatusResult? result, string what)
    {
        if (result is { Status: not StatusResult.Types.Status.Success })
            throw new HostException($"The worker could not {what}: {result.Exception?.Message}");
    }

    private async Task<WorkerProcessExitException> EndedAsync()
    {
        await _process.WaitForExitAsync();
        var failure = new WorkerProcessExitException(_app.Executable, _process.ExitCode);
        Channel.Fail(failure);
        return failure;
    }
}
