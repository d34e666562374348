using System.Text;
using Functron.Execution.Payloads;
using Functron.Execution.Results;

namespace Functron.FunctionApp.Http;

/// <summary>Turns a stored result into the wire format's object.</summary>
internal static class ResultAnswer
{
    /// <param name="cleanup">What cleaning up did, once it is known.</param>
    public static async Task<ExecAnswer> OfAsync(
        InvocationResult result,
        Execution.Cleanup.CleanupOutcome? cleanup,
        IPayloadStore payloads,
        CancellationToken cancellationToken) => new()
        {
            Errors = ErrorsOf(result),
            CmdOut = await payloads.ReadAllAsync(result.Stdout, cancellationToken),
            CmdErr = await payloads.ReadAllAsync(result.Stderr, cancellationToken),
            BuildContextStdout = await payloads.ReadAllAsync(result.BuildLog, cancellationToken),
            BuildContextStderr = Encoding.UTF8.GetBytes(result.BuildError),
            CleanupOut = Encoding.UTF8.GetBytes(cleanup?.Out ?? ""),
            CleanupErr = Encoding.UTF8.GetBytes(cleanup?.Err ?? ""),
            TempName = result.ImageName,
            DetailedError = result.BuildError,
            InstanceId = result.InstanceId,
            ExitCode = result.ExitCode,
            Signal = result.Signal,
            TimedOut = result.Ending == Ending.TimedOut,
            OutputTruncated = result.OutputTruncated,
            CpuMs = result.CpuMilliseconds,
            PeakMemoryBytes = result.PeakMemoryBytes,
            ImageId = result.ImageId,
            Attempt = result.Attempt,
            Timings = result.Timings with { Cleanup = cleanup?.Milliseconds },
        };

    /// <summary>Functron 1's texts, and two more for what it did not know.</summary>
    private static List<string> ErrorsOf(InvocationResult result)
    {
        List<string> errors = result.Ending switch
        {
            Ending.BuildFailed => ["BuildFailure"],
            Ending.TimedOut => ["Process exceeded timeout"],
            Ending.Cancelled => ["Process was cancelled"],
            _ => result.ExitCode is 0 ? [] : ["Process did not exit right"],
        };
        if (result.OutOfMemory)
            errors.Add("Process ran out of memory");
        return errors;
    }
}
