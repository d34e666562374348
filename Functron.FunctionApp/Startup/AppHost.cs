using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.Memory;

namespace Functron.FunctionApp.Startup;

/// <summary>The host that runs the functions. This record has all that differs between the two hosts, and nothing else.</summary>
/// <param name="Name">As <c>Functron:Host</c> has it.</param>
/// <param name="Defaults">Settings; every other source of configuration wins.</param>
/// <param name="HasStartedThis">Whether it has started this process. Then it wrote the command line, and without it there is nothing left
/// to do.</param>
/// <param name="HasKeys">Whether its management addresses carry a key in their query.</param>
/// <param name="HasTelemetry">Whether it sends traces and logs by OpenTelemetry, and takes this process's beside its own.</param>
public sealed record AppHost(
    string Name, IReadOnlyDictionary<string, string?> Defaults, bool HasStartedThis, bool HasKeys, bool HasTelemetry)
{
    /// <summary><c>Functron.Hosting</c>, in this process.</summary>
    public static AppHost Embedded { get; } = new(
        "embedded",
        new Dictionary<string, string?>
        {
            // Nothing before this host cuts a request off.
            ["Functron:SyncWaitSeconds"] = "0",
            // Its lanes hold thousands of activities that wait, and a waiting one costs nothing.
            ["Functron:SlotWaitSeconds"] = "0",
            ["Functron:PayloadStore"] = PayloadStoreChoice.FilesStore,
            // It cancels an activity also when its instance is terminated.
            ["Functron:OnlyStopsCancelActivities"] = "false",
            // An invocation's status is its phase, which an ended one has not.
            ["Host:ClearStatusOfTerminated"] = "true",
            // It streams every body.
            ["Functron:MaxSizedRequestBytes"] = "0",
        },
        HasStartedThis: false,
        // It guards by where it listens, and by a request's Host and Origin.
        HasKeys: false,
        // It writes its log to the console, and no traces.
        HasTelemetry: false);

    /// <summary>A Functions host, which has started this process as its worker.</summary>
    public static AppHost Functions { get; } = new(
        "functions",
        new Dictionary<string, string?>
        {
            // Azure's front end cuts a request off after 230 s.
            ["Functron:SyncWaitSeconds"] = "200",
            // The host limits how many activities it has at a time: one that waits for a slot must not keep its place for ever.
            ["Functron:SlotWaitSeconds"] = "30",
            // Another machine may take the instance over.
            ["Functron:PayloadStore"] = PayloadStoreChoice.BlobStore,
            // This host tells activities of its stop alone, and before the process learns of it.
            ["Functron:OnlyStopsCancelActivities"] = "true",
            // The host reads a body with a Content-Length into a string: one with a tar of 95 MB took 1,600 MiB of its memory. 64 MiB.
            ["Functron:MaxSizedRequestBytes"] = "67108864",
            // The host logs requests itself.
            ["Logging:LogLevel:Microsoft.AspNetCore"] = "Warning",
            ["Logging:LogLevel:Microsoft.Hosting.Lifetime"] = "Warning",
            ["Logging:LogLevel:Azure.Core"] = "Warning",
        },
        // The worker of a killed host would stay beside the next host's.
        HasStartedThis: true,
        HasKeys: true,
        // host.json has telemetryMode.
        HasTelemetry: true);

    /// <summary>First in the list: every other source comes after them.</summary>
    public void AddDefaultsTo(ConfigurationManager configuration) =>
        configuration.Sources.Insert(0, new MemoryConfigurationSource { InitialData = Defaults });
}
