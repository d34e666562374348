using Functron.Execution.Payloads;
using Functron.Execution.Results;

namespace Functron.Tests.Payloads;

internal static class SampleResult
{
    /// <summary>A function that printed nothing and exited with 0.</summary>
    public static InvocationResult Of(string instanceId = "instance", string runId = "run") => new()
    {
        InstanceId = instanceId,
        RunId = runId,
        Ending = Ending.Exited,
        ExitCode = 0,
        Stdout = Payload.Empty,
        Stderr = Payload.Empty,
        OutputTruncated = false,
        OutOfMemory = false,
        BuildLog = Payload.Empty,
        BuildError = "",
        ImageName = "image",
        ImageId = "sha256:x",
        Attempt = 1,
        Timings = new PhaseTimings { Queue = 1, Build = 2, Create = 3, Start = 4, Run = 5, Total = 6 },
    };
}
