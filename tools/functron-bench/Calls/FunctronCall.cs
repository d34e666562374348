using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Functron.Benchmarks.Measuring;

namespace Functron.Benchmarks.Calls;

/// <summary>One call of a Functron.</summary>
internal sealed class FunctronCall(FunctronProcess functron, StartEvents starts, TimeProvider time)
{
    private readonly string _path = functron.RunPath == CallRows.Engine ? CallRows.Engine : CallRows.Launcher;

    /// <exception cref="BenchFailedException">The answer is wrong, or the function was run in the other way.</exception>
    public async Task MeasureAsync(Samples samples, CancellationToken cancel)
    {
        var clock = Stopwatch.StartNew();
        using var answer = await functron.ExecAsync(cancel);
        samples.Add(CallRows.Request(_path), clock.Elapsed);
        var answered = time.GetUtcNow();

        var result = answer.RootElement;
        if (!IsRight(result))
            throw new BenchFailedException($"the {_path} path gave a wrong answer: {result}");
        foreach (var phase in CallRows.Phases)
        {
            if (result.GetProperty("Timings").GetProperty(phase) is { ValueKind: JsonValueKind.Number } milliseconds)
                samples.Add(CallRows.Phase(_path, phase), TimeSpan.FromMilliseconds(milliseconds.GetDouble()));
        }

        var instance = result.GetProperty("InstanceId").GetString()!;
        var start = await starts.OfAsync(instance, cancel);
        if (start.ByLauncher != (_path == CallRows.Launcher))
            throw new BenchFailedException($"a function of the {_path} path was run by the other one");
        samples.Add(CallRows.FromStart(_path), answered - start.At);

        // What is measured next must not pay for this call's clean-up.
        await functron.WaitUntilCleanedUpAsync(instance, cancel);
    }

    private static bool IsRight(JsonElement result) =>
        result.GetProperty("ExitCode").ToString() == "0"
        && result.GetProperty("CmdOut").GetString() is { } output
        && Encoding.UTF8.GetString(Convert.FromBase64String(output)) == MeasuredFunction.Output;
}
