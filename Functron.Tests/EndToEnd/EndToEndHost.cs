using Functron.Execution;
using Functron.Tests.Execution.Engine;

namespace Functron.Tests.EndToEnd;

/// <summary>
/// One running Functron for the tests that need nothing special of it. When they are done it is stopped, and the engine holds
/// exactly what it held before.
/// </summary>
public class EndToEndHost : IAsyncLifetime
{
    private readonly string[] _options;
    private EngineListing _before = null!;

    /// <summary>
    /// With the default options, network included. FUNCTRON_TEST_NETWORK names another network, for further runs of the same tests.
    /// </summary>
    public EndToEndHost()
        : this($"Functron:NetworkMode={Environment.GetEnvironmentVariable("FUNCTRON_TEST_NETWORK") ?? new ExecutionOptions().NetworkMode}")
    {
    }

    protected EndToEndHost(params string[] options) => _options = options;

    public FunctronProcess Functron { get; private set; } = null!;

    public HttpClient Client => Functron.Client;

    public async Task InitializeAsync()
    {
        _before = await EngineListing.TakeAsync();
        Functron = await FunctronProcess.StartAsync(_options);
    }

    public async Task DisposeAsync()
    {
        // Cleaning up goes on after an answer: wait for it, then stop.
        await _before.AssertIsBackAsync();
        await Functron.DisposeAsync();
    }
}

/// <summary>One that runs functions through the engine's streams.</summary>
public sealed class EnginePathHost() : EndToEndHost("Functron:RunPath=engine");

/// <summary>Tests that talk to the engine run one after another, so that listings before and after can be compared.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class EndToEndCollection : ICollectionFixture<EndToEndHost>, ICollectionFixture<EnginePathHost>
{
    public const string Name = "end to end";
}
