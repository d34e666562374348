using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Functron.Hosting.Startup;

/// <summary>A process that is nothing but a host: the one place that turns a failed start into words and an exit code.</summary>
public static class HostProcess
{
    /// <summary>
    /// Builds the host and runs it until it is stopped. A failure that the user can mend is told in one line on the error stream. Every
    /// other exception is thrown.
    /// </summary>
    /// <returns>The exit code: 0 after a stop, or that of the failed start (<see
    /// cref="Configuration.StartFailedException.ExitCode"/>).</returns>
    public static Task<int> RunAsync(Func<IHost> build) => RunAsync(build, Console.Error);

    internal static async Task<int> RunAsync(Func<IHost> build, TextWriter error)
    {
        IHost? host = null;
        try
        {
            host = build();
            return await StartAsync(host, error) ?? await UntilStoppedAsync(host);
        }
        catch (Exception e) when (host is null && StartFailure.Of(e, urls: null) is { } failure)
        {
            return await TellAsync(failure, error);
        }
        finally
        {
            if (host is IAsyncDisposable asynchronous)
                await asynchronous.DisposeAsync();
            else
                host?.Dispose();
        }
    }

    /// <returns>Null when it has started, otherwise the exit code.</returns>
    private static async Task<int?> StartAsync(IHost host, TextWriter error)
    {
        try
        {
            await host.StartAsync();
            return null;
        }
        catch (Exception e) when (StartFailure.Of(e, host.Services.GetRequiredService<IConfiguration>()["urls"]) is { } failure)
        {
            var code = await TellAsync(failure, error);
            // Some of its services run already, and end in order.
            await host.StopAsync();
            return code;
        }
    }

    private static async Task<int> UntilStoppedAsync(IHost host)
    {
        await host.WaitForShutdownAsync();
        return 0;
    }

    private static async Task<int> TellAsync(StartFailure failure, TextWriter error)
    {
        await error.WriteLineAsync(failure.Words);
        return failure.ExitCode;
    }
}
