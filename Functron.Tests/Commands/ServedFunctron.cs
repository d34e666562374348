using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Functron.Tests.EndToEnd;

namespace Functron.Tests.Commands;

/// <summary>A Functron that <c>./run.sh</c> serves on a port of its own, with data of its own.</summary>
public sealed class ServedFunctron : IAsyncLifetime
{
    // It is built first.
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(100);

    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("functron-test-");
    private ShellCommand? _command;

    public string Url { get; } = FreeUrl();

    public static string FreeUrl()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return $"http://localhost:{((IPEndPoint)listener.LocalEndpoint).Port}";
    }

    public async Task InitializeAsync()
    {
        _command = ShellCommand.Start($"exec ./run.sh --urls {Url}", ("Functron__DataDirectory", _data.FullName));
        using var client = new HttpClient { BaseAddress = new Uri(Url) };
        for (var clock = Stopwatch.StartNew(); !await AnswersAsync(client); await Task.Delay(s_look, TimeProvider.System))
        {
            if (_command.HasExited || clock.Elapsed > s_limit)
                throw new InvalidOperationException($"./run.sh does not serve: {_command.Stderr}");
        }
    }

    public async Task DisposeAsync()
    {
        var installation = new InstallationListing(_data.FullName);
        await installation.UntilGoneAsync(TimeSpan.FromSeconds(60));
        if (_command is not null)
            await _command.DisposeAsync();
        await installation.RemoveAsync();
        _data.Delete(recursive: true);
    }

    private static async Task<bool> AnswersAsync(HttpClient client)
    {
        try
        {
            using var answer = await client.GetAsync("v1/ping");
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
