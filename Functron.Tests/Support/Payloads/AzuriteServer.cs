using System.Diagnostics;
using System.Security.Cryptography;
using Functron.Payloads.Blobs;

namespace Functron.Tests.Payloads.Blobs;

/// <summary>Azurite's blob service in a process of its own, which ends with this one however this one ends.</summary>
public sealed class AzuriteServer : IAsyncLifetime
{
    private const string Variable = "FUNCTRON_AZURITE";
    private const string Listening = "successfully listens on ";
    private const string Account = "functrontests";

    // It lives as long as its stdin: the pipe from here closes also when this process is killed.
    private const string UntilStdinEnds =
        "process.stdin.resume().on('end', () => process.exit(0)); process.argv = [process.execPath, ...process.argv.slice(1)]; "
            + "require(process.argv[1]);";

    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    private readonly string _key = Convert.ToBase64String(RandomNumberGenerator.GetBytes(64));
    private Process? _process;
    private string _endpoint = "";

    public string ConnectionString => ConnectionTo(_endpoint, _key);

    public BlobPayloadOptions Options() => new(BlobConnection.Of(ConnectionString)) { Container = $"tests-{Guid.NewGuid():N}" };

    /// <summary>Of an account whose key is another, or that is elsewhere.</summary>
    public string ConnectionTo(string? endpoint = null, string? key = null) =>
        $"DefaultEndpointsProtocol=http;AccountName={Account};AccountKey={key ?? _key};BlobEndpoint={endpoint ?? _endpoint}";

    public async Task InitializeAsync()
    {
        var script = Environment.GetEnvironmentVariable(Variable);
        if (string.IsNullOrEmpty(script))
            throw new InvalidOperationException(
                $"The tests of the blob store need Azurite: set {Variable} to what scripts/azurite.sh prints, as ./test.sh does.");

        var start = new ProcessStartInfo("node")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        string[] arguments =
        [
            "--eval", UntilStdinEnds, script, "--blobHost", "127.0.0.1", "--blobPort", "0",
            "--silent", "--skipApiVersionCheck", "--disableTelemetry", "--inMemoryPersistence", "--extentMemoryLimit", "1024",
        ];
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        start.Environment["AZURITE_ACCOUNTS"] = $"{Account}:{_key}";
        _process = Process.Start(start)!;
        _endpoint = $"{await ListeningAsync(_process).WaitAsync(StartLimit)}/{Account}";
    }

    public async Task DisposeAsync()
    {
        if (_process is null)
            return;
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    /// <returns>Its address, whose port it chose itself.</returns>
    private static async Task<string> ListeningAsync(Process process)
    {
        var errors = process.StandardError.ReadToEndAsync();
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            var at = line.IndexOf(Listening, StringComparison.Ordinal);
            if (at < 0)
                continue;
            _ = process.StandardOutput.ReadToEndAsync(); // a full pipe would halt it
            return line[(at + Listening.Length)..].Trim();
        }

        throw new InvalidOperationException($"Azurite did not start: {await errors}");
    }
}
