using System.Net;
using System.Net.Sockets;
using Functron.Tests.EndToEnd;

namespace Functron.Tests.Commands;

/// <summary>A Functron that <c>./run.sh</c> serves on a port of its own, with data of its own.</summary>
public sealed class ServedFunctron : IAsyncLifetime
{
    // It is built first.
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("functron-test-");
    private Command? _command;

    public string Url { get; } = FreeUrl();

    public static string FreeUrl()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return $"http://localhost:{((IPEndPoint)listener.LocalEndpoint).Port}";
    }

    public async Task InitializeAsync()
    {
        _command = Command.Start("./run.sh", ["--urls", Url], new() { ["Functron__DataDirectory"] = _data.FullName });
        using var client = new HttpClient { BaseAddress = new Uri(Url) };
        await Until.TrueAsync(
            "Functron answers", async () => _command.HasExited || await AnswersAsync(client), Limit, about: () => _command.Errors);
        Assert.False(_command.HasExited, $"./run.sh does not serve: {_command.Errors}");
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
