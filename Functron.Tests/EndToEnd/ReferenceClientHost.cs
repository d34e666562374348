namespace Functron.Tests.EndToEnd;

/// <summary>
/// One Functron for all the reference checks: they ask what a client sees, not how it starts. FUNCTRON_TEST_URL names one that runs
/// already, in a container for example.
/// </summary>
public sealed class ReferenceClientHost : IAsyncLifetime
{
    private FunctronProcess? _functron;
    private HttpClient? _client;

    public HttpClient Client => _client ?? throw new InvalidOperationException("Functron has not started.");

    public async Task InitializeAsync()
    {
        if (Environment.GetEnvironmentVariable("FUNCTRON_TEST_URL") is { Length: > 0 } url)
        {
            _client = new HttpClient { BaseAddress = new Uri(url), Timeout = TimeSpan.FromMinutes(3) };
            return;
        }

        _functron = await FunctronProcess.StartAsync();
        _client = _functron.Client;
    }

    public async Task DisposeAsync()
    {
        if (_functron is not null)
            await _functron.DisposeAsync();
        else
            _client?.Dispose();
    }
}
