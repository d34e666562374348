using System.Diagnostics;
using Functron.Benchmarks.Measuring;

namespace Functron.Benchmarks.Calls;

/// <summary>The same function by <c>docker run</c>.</summary>
/// <param name="image">An image that was built before; also the label, and the beginning of the names, of its containers.</param>
/// <param name="data">The folder with the function's file.</param>
internal sealed class DockerRun(string docker, string socket, string image, string data)
{
    private int _count;

    /// <exception cref="BenchFailedException">The command failed, or its output is wrong.</exception>
    public async Task MeasureAsync(Samples samples, StartEvents starts, TimeProvider time, CancellationToken cancel)
    {
        var container = $"{image}-{++_count}";
        var clock = Stopwatch.StartNew();
        using var run = Process.Start(StartInfo(container))!;
        await run.StandardInput.WriteAsync(MeasuredFunction.Stdin);
        run.StandardInput.Close();
        // To its end, which is near: a client that is given up may still make its container.
        var output = await run.StandardOutput.ReadToEndAsync(CancellationToken.None);
        await run.WaitForExitAsync(CancellationToken.None);
        samples.Add(CallRows.DockerRun, clock.Elapsed);
        var returned = time.GetUtcNow();
        if (run.ExitCode != 0 || output != MeasuredFunction.Output)
            throw new BenchFailedException($"docker run ended with {run.ExitCode} and wrote '{output}'");
        samples.Add(CallRows.DockerRunFromStart, returned - (await starts.OfAsync(container, cancel)).At);
    }

    private ProcessStartInfo StartInfo(string container) =>
        new(docker, ["run", "--rm", "-i", "--name", container, "--label", $"{image}=1", "--volume", $"{data}:/data:ro", image])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            Environment = { ["DOCKER_HOST"] = $"unix://{socket}" },
        };
}
