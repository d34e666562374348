using System.Diagnostics;
using System.Globalization;
using Functron.Tests.FunctionsHost.App;

namespace Functron.Tests.FunctionsHost.Worker;

/// <summary>The app as a child process. It inherits the environment, its output is ours.</summary>
internal static class WorkerProcess
{
    public static Process Start(PublishedApp app, string workerId, Uri server)
    {
        var start = new ProcessStartInfo(app.Executable) { WorkingDirectory = app.Folder };
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
            return Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new HostException($"The worker's {app.Executable} cannot be started: {e.Message}");
        }
    }
}
