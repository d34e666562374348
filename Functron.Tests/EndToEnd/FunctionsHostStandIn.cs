using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Functron.Tests.EndToEnd;

/// <summary>
/// The stand-in for the Functions host (<c>Functron.Tests.FunctionsHost</c>) with the app as an isolated worker, which the end-to-end
/// tests use in place of the embedded host where <c>FUNCTRON_TEST_HOST</c> (its .dll) and <c>FUNCTRON_TEST_APP</c> (the app's folder)
/// are set. Storage is that of <c>AzureWebJobsStorage</c>; each has a task hub and a payload container of its own there.
/// </summary>
internal sealed partial class FunctionsHostStandIn
{
    /// <summary>What it asks for on the durable management routes.</summary>
    public const string Key = "test-key";

    private readonly string _host;
    private readonly string _app;
    private readonly string _hub = $"test{Guid.NewGuid():N}"[..20];

    private FunctionsHostStandIn(string host, string app)
    {
        _host = host;
        _app = app;
    }

    /// <summary>
    /// How long an invocation may take to end in a test. What a killed host had in hand is handed out again a minute later at the
    /// earliest: the durable extension takes no smaller <c>controlQueueVisibilityTimeout</c>.
    /// </summary>
    public static TimeSpan Patience { get; } = FromEnvironment() is null ? TimeSpan.FromMinutes(1) : TimeSpan.FromMinutes(2.5);

    /// <summary>Null where the embedded host is to be tested.</summary>
    public static FunctionsHostStandIn? FromEnvironment() =>
        Environment.GetEnvironmentVariable("FUNCTRON_TEST_HOST") is { Length: > 0 } host
            ? new(host, Environment.GetEnvironmentVariable(
                "FUNCTRON_TEST_APP") ?? throw new InvalidOperationException("FUNCTRON_TEST_HOST is set, FUNCTRON_TEST_APP is not."))
            : null;

    /// <param name="options">Configuration as on the command line; a worker has it from its environment.</param>
    public void Describe(ProcessStartInfo start, string url, IEnumerable<string> options)
    {
        start.ArgumentList.Add(_host);
        start.ArgumentList.Add(_app);
        start.ArgumentList.Add($"--urls={url}");
        start.ArgumentList.Add($"--key={Key}");
        // As Core Tools do it.
        start.Environment["WEBSITE_HOSTNAME"] = new Uri(url).Authority;
        // An installation of its own as well: another one's sweep would take its containers for forgotten ones.
        string[] own = [$"AzureFunctionsJobHost:extensions:durableTask:hubName={_hub}", $"Functron:PayloadContainer={_hub}"];
        foreach (var setting in own.Concat(options))
        {
            var end = setting.IndexOf('=', StringComparison.Ordinal);
            start.Environment[setting[..end].Replace(":", "__", StringComparison.Ordinal)] = setting[(end + 1)..];
        }
    }

    /// <summary>Ends the workers whose host was killed, should they not have ended by themselves.</summary>
    /// <param name="log">The host's, which names them.</param>
    public void KillOrphans(string log)
    {
        foreach (var id in WorkersOf(log))
        {
            // Another process may have the number by now.
            var commandLine = $"/proc/{id}/cmdline";
            if (!File.Exists(commandLine) || !File.ReadAllText(commandLine).Contains(_app, StringComparison.Ordinal))
                continue;
            using var worker = Process.GetProcessById(id);
            worker.Kill();
            worker.WaitForExit();
        }
    }

    /// <summary>The ids of the workers that it started, in order.</summary>
    /// <param name="log">What it wrote so far.</param>
    public static IReadOnlyList<int> WorkersOf(string log) =>
        [.. WorkerStarted().Matches(log).Select(match => int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture))];

    [GeneratedRegex(@"\bworker (\d+) started")]
    private static partial Regex WorkerStarted();
}
