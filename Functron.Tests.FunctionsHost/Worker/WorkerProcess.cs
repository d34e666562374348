using System.Diagnostics;
using System.Globalization;
using Functron.Tests.FunctionsHost.App;

namespace Functron.Tests.FunctionsHost.Worker;

/// <summary>
/// The app as a child process. It inherits the environment; its output goes through us, so that it holds nothing of ours open
/// when we are killed.
/// </summary>
internal static class WorkerProcess
{
    public static Process Start(PublishedApp app, string workerId, Uri server)
    {
        var start = new ProcessStartInfo(app.Executable)
        {
            WorkingDirectory = app.Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var requestId = Guid.NewGuid().ToString();
        var length = int.MaxValue.ToString(CultureInfo.InvariantCulture);
        string[] arguments =
        [
            app.WorkerFile,
            "--host", server.Host, "--port", server.Port.ToString(CultureInfo.InvariantCulture),
            "--workerId", workerId, "--requestId", requestId, "--grpcMaxMessageLength", length,
            "--functions-uri", server.ToString(), "--functions-worker-id", workerId,
            "--functions-request-id", requestId, "--functions-grpc-max-message-length", length,
        ];
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);

        start.Environment["FUNCTIONS_WORKER_RUNTIME"] = "dotnet-isolated";
        start.Environment["FUNCTIONS_WORKER_DIRECTORY"] = app.Folder;
        start.Environment["FUNCTIONS_APPLICATION_DIRECTORY"] = app.Folder;
        try
        {
            var process = Process.Start(start)!;
            process.OutputDataReceived += (_, line) => Print(Console.Out, line.Data);
            process.ErrorDataReceived += (_, line) => Print(Console.Error, line.Data);
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
            return process;
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new HostException($"The worker's {app.Executable} cannot be started: {e.Message}");
        }
    }

    private static void Print(TextWriter writer, string? line)
    {
        // Null tells of the stream's end.
        if (line is not null)
            writer.WriteLine(line);
    }
}
