using Functron.Cli.Api;

namespace Functron.Cli.Output;

/// <summary>Shows how an invocation ended: the function's streams byte for byte, and words about all else.</summary>
internal sealed class AnswerOutput(Stream stdout, Stream stderr, Screen screen)
{
    /// <param name="timeout">The seconds that were asked for.</param>
    /// <param name="cancelled">Whether this command asked Functron to cancel it.</param>
    /// <returns>What the command ends with.</returns>
    public async Task<int> ShowAsync(Invocation invocation, double? timeout, bool cancelled)
    {
        if (invocation.Result is not { } result)
        {
            screen.Say($"the invocation ended as {invocation.Status}: {invocation.Error ?? "no reason was given"}");
            return cancelled ? ExitCodes.Interrupted : ExitCodes.PlatformFailure;
        }

        await WriteAsync(stdout, result.CmdOut);
        await WriteAsync(stderr, result.CmdErr);
        if (result.OutputTruncated)
            screen.Say("the function wrote more than Functron keeps: its output is cut off");
        if (result.BuildContextStderr.Length > 0)
            return await ShowFailedBuildAsync(result);
        if (result.TimedOut)
        {
            var limit = timeout is { } seconds ? $"{seconds} s" : "its timeout (--timeout S)";
            screen.Say($"the function was killed: it ran longer than {limit}");
            return ExitCodes.TimedOut;
        }

        if (cancelled)
        {
            screen.Say("cancelled");
            return ExitCodes.Interrupted;
        }

        if (result.ExitCode is { } exitCode)
            return exitCode;
        screen.Say("the function has no exit code: " + string.Join("; ", result.Errors));
        return ExitCodes.PlatformFailure;
    }

    private async Task<int> ShowFailedBuildAsync(InvocationResult result)
    {
        await WriteAsync(stderr, result.BuildContextStdout);
        await WriteAsync(stderr, result.BuildContextStderr);
        if (result.BuildContextStderr is not [.., (byte)'\n'])
            await WriteAsync(stderr, "\n"u8.ToArray());
        screen.Say("the build failed");
        return ExitCodes.BuildFailed;
    }

    private static async Task WriteAsync(Stream stream, byte[] bytes)
    {
        await stream.WriteAsync(bytes);
        await stream.FlushAsync();
    }
}
