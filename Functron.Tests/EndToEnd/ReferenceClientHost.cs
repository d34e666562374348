namespace Functron.Tests.EndToEnd;

/// <summary>
/// One Functron for all the reference checks: they ask what a client sees, not how it starts. FUNCTRON_TEST_URL names one that runs
/// already, in a container for example.
/// </summary>
public class ReferenceClientHost : IAsyncLifetime
{
    private readonly string[] _options;
    private FunctronProcess? _functron;
    private HttpClient? _client;

    public ReferenceClientHost()
        : this([])
    {
    }

    protected ReferenceClientHost(params string[] options) => _options = options;

    public HttpClient Client => _client ?? throw new InvalidOperationException("Functron has not started.");

    public async Task InitializeAsync()
    {
        if (Environment.GetEnvironmentVariable("FUNCTRON_TEST_URL") is { Length: > 0 } url)
        {
            _client = new HttpClient { BaseAddress = new Uri(url), Timeout = TimeSpan.FromMinutes(3) };
            return;
        }

        _functron = await FunctronProcess.StartAsync(_options);
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

/// <summary>One that runs functions through the engine's streams.</summary>
public sealed class ReferenceClientEnginePathHost() : ReferenceClientHost("Functron:RunPath=engine");
