namespace Functron.Tests.EndToEnd;

/// <summary>One Functron for all the reference checks: they ask what a client sees, not how it starts.</summary>
public sealed class ReferenceClientHost : IAsyncLifetime
{
    private FunctronProcess? _functron;

    public FunctronProcess Functron => _functron ?? throw new InvalidOperationException("Functron has not started.");

    public async Task InitializeAsync() => _functron = await FunctronProcess.StartAsync();

    public async Task DisposeAsync()
    {
        if (_functron is not null)
            await _functron.DisposeAsync();
    }
}
