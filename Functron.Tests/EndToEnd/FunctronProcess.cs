using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Functron.Tests.EndToEnd;

/// <summary>
/// The built app as a child process on a free loopback port, with a data directory of its own: on the embedded host, or on
/// <see cref="FunctionsHostStandIn"/> where the environment names one.
/// It can be killed and started again on the same port and data, which an in-process host cannot.
/// </summary>
public sealed class FunctronProcess : IAsyncDisposable
{
    private const int SigTerm = 15;
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(40);

    private readonly string[] _options;
    private readonly ProcessLog _log = new();
    private readonly FunctionsHostStandIn? _standIn = FunctionsHostStandIn.FromEnvironment();
    private Process? _process;

    private FunctronProcess(string[] options)
    {
        _options = options;
        DataDirectory = Directory.CreateTempSubdirectory("functron-test-").FullName;
        Address = new Uri($"http://127.0.0.1:{FreePort()}/");
        Client = new HttpClient { BaseAddress = Address, Timeout = TimeSpan.FromMinutes(3) };
        AppDomain.CurrentDomain.ProcessExit += KillLeftover;
    }

    /// <summary>Where it listens, with a slash at the end.</summary>
    public Uri Address { get; }

    /// <summary>A client with <see cref="Address"/> as its base; a call takes at most 3 minutes.</summary>
    public HttpClient Client { get; }

    public string DataDirectory { get; }

    /// <summary>What it wrote to stdout and stderr so far, over all its starts.</summary>
    public string Log => _log.Text;

    /// <summary>The worker below the stand-in for the Functions host that was started last.</summary>
    public int WorkerId => FunctionsHostStandIn.WorkersOf(Log)[^1];

    public int ProcessId => _process?.Id ?? throw new InvalidOperationException("Functron is not running.");

    /// <summary>An address of the durable management routes, with the key where the host asks for one.</summary>
    /// <param name="path">Below <c>runtime/webhooks/durabletask</c>: <c>instances/{id}?showInput=false</c>.</param>
    public string ManagementUri(string path)
    {
        var (route, query) = path.Split('?', 2) is [var before, var after] ? (before, after) : (path, "");
        var code = _standIn is null ? "" : $"code={FunctionsHostStandIn.Key}";
        query = string.Join('&', new[] { code, query }.Where(part => part.Length > 0));
        return $"{Address}runtime/webhooks/durabletask/{route}{(query.Length == 0 ? "" : "?")}{query}";
    }

    /// <summary>What every management address in an answer has in its query.</summary>
    public string AddressQuery => _standIn is null ? "taskHub=functron&connection=Storage" : $"code={FunctionsHostStandIn.Key}";

    /// <summary>Starts Functron and waits until it answers a ping.</summary>
    /// <param name="options">Configuration as on the command line: <c>Functron:MaxConcurrentRuns=2</c>; <c>{port}</c> stands for that of
    /// <see cref="Address"/>.</param>
    /// <exception cref="InvalidOperationException">It ended or did not answer within 60 s; the message holds its log.</exception>
    public static async Task<FunctronProcess> StartAsync(params string[] options)
    {
        var functron = new FunctronProcess(options);
        try
        {
            await functron.StartAgainAsync();
            return functron;
        }
        catch
        {
            await functron.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts it again on the same port and data after <see cref="KillAsync"/> or <see cref="StopAsync"/>.</summary>
    public async Task StartAgainAsync()
    {
        if (_process is not null)
            throw new InvalidOperationException("Functron is running already.");
        _process = Process.Start(StartInfo()) ?? throw new InvalidOperationException("dotnet did not start.");
        _log.Follow(_process);
        await AnswersPingAsync(_process);
    }

    /// <summary>Kills it as a crash would (SIGKILL): nothing of it gets a chance to clean up.</summary>
    public async Task KillAsync()
    {
        if (_process is not { } process)
            return;
        process.Kill();
        await process.WaitForExitAsync();
        Forget();
    }

    /// <summary>Asks it to stop (SIGTERM) and answers its exit code.</summary>
    /// <exception cref="TimeoutException">It did not stop within 40 s; it was killed then.</exception>
    public async Task<int> StopAsync()
    {
        if (_process is not { } process)
            return 0;
        if (OperatingSystem.IsWindows() || kill(process.Id, SigTerm) != 0)
            process.Kill();
        try
        {
            await process.WaitForExitAsync().WaitAsync(StopLimit);
            return process.ExitCode;
        }
        catch (TimeoutException)
        {
            process.Kill();
            await process.WaitForExitAsync();
            throw new TimeoutException($"Functron did not stop within {StopLimit.TotalSeconds:0} s of SIGTERM:\n{Log}");
        }
        finally
        {
            Forget();
        }
    }

    /// <summary>Waits until what it cleans up after its answers is gone from the engine, and stops it.</summary>
    /// <exception cref="InvalidOperationException">Something of it is left there: with its data, all knowledge of that would
    /// go.</exception>
    public async ValueTask DisposeAsync()
    {
        try
        {
            var installation = new InstallationListing(DataDirectory);
            if (_process is not null)
                await installation.UntilGoneAsync(TimeSpan.FromSeconds(60));
            await StopAsync();
            await installation.RemoveAsync();
        }
        finally
        {
            AppDomain.CurrentDomain.ProcessExit -= KillLeftover;
            Client.Dispose();
            _standIn?.KillOrphans(Log);
            Directory.Delete(DataDirectory, recursive: true);
        }
    }

    private ProcessStartInfo StartInfo()
    {
        var start = new ProcessStartInfo(DotnetPath())
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = AppContext.BaseDirectory,
        };
        // What the developer has set for a Functron of his own must not change what is tested.
        foreach (var name in start.Environment.Keys.Where(IsHostSetting).ToList())
            start.Environment.Remove(name);
        // It lives for seconds: what .NET compiles again, for speed, is nearly half of the CPU time of a start and a first call (4.0
        // and 2.2 s), and is never used.
        start.Environment["DOTNET_TC_CallCounting"] = "0";

        var url = Address.GetLeftPart(UriPartial.Authority);
        // A bridge takes as long as all the rest of a run, and says nothing about most tests.
        string[] options = [$"Functron:DataDirectory={DataDirectory}", "Functron:NetworkMode=host",
            .. _options.Select(option => option.Replace("{port}", $"{Address.Port}", StringComparison.Ordinal))];
        if (_standIn is not null)
        {
            _standIn.Describe(start, url, options);
            return start;
        }

        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "Functron.FunctionApp.dll"));
        start.ArgumentList.Add($"--urls={url}");
        foreach (var option in options)
            start.ArgumentList.Add($"--{option}");
        return start;
    }

    private static bool IsHostSetting(string name) =>
        name.StartsWith("Functron__", StringComparison.OrdinalIgnoreCase) ||
        name.StartsWith("ASPNETCORE_", StringComparison.OrdinalIgnoreCase) ||
        name.Equals("DOTNET_ENVIRONMENT", StringComparison.OrdinalIgnoreCase);

    private static string DotnetPath() =>
        Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } path ? path : "dotnet";

    private async Task AnswersPingAsync(Process process)
    {
        var started = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(started) < StartLimit)
        {
            if (process.HasExited)
            {
                // Until what it wrote last is in the log, too.
                await process.WaitForExitAsync();
                Forget();
                throw new InvalidOperationException($"Functron ended with exit code {process.ExitCode} before it answered:\n{Log}");
            }

            try
            {
                using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(5));
                using var answer = await Client.GetAsync("v1/ping", limit.Token);
                if (answer.StatusCode == HttpStatusCode.OK)
                    return;
            }
            catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
            {
                // Not listening yet.
            }

            await Task.Delay(50);
        }

        throw new InvalidOperationException($"Functron did not answer a ping within {StartLimit.TotalSeconds:0} s:\n{Log}");
    }

    private void KillLeftover(object? sender, EventArgs e) => _process?.Kill();

    private void Forget() => _process = null;

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int kill(int processId, int signal);
}
