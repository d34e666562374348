using System.Text;
using Functron.Execution;
using Functron.Execution.Engine;
using Functron.Execution.Payloads;
using Functron.Execution.Requests;
using Functron.Execution.Requests.Dockerfiles;
using Functron.Execution.Run;
using Functron.Tests.Payloads;
using Microsoft.Extensions.DependencyInjection;

namespace Functron.Tests.Execution.Engine;

/// <summary>All of execution over an engine and a store in memory.</summary>
internal sealed class ScriptedExecution : IAsyncDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("functron-test-");
    private readonly ServiceProvider _services;

    public ScriptedExecution(IPayloadStore? store = null, ParsedDockerfiles? dockerfiles = null) => _services = new ServiceCollection()
        .AddLogging()
        .AddSingleton<IContainerEngine>(Engine)
        .AddSingleton(store ?? new MemoryStore())
        .AddSingleton(dockerfiles ?? new ParsedDockerfiles(Dockerfile.Parse))
        .AddFunctronExecution(new ExecutionOptions { RunPath = RunPathOption.Engine, DataDirectory = _directory.FullName })
        .BuildServiceProvider();

    public ScriptedEngine Engine { get; } = new();

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    public async Task<RunOrder> AcceptAsync(string dockerfile = "FROM busybox\nCMD true", double timeout = 30)
    {
        var id = Guid.NewGuid().ToString("N");
        var text = Payload.OfBytes(Encoding.UTF8.GetBytes(dockerfile));
        var invocation = new Invocation(
            id, "Test.Function", text, Payload.Empty, Payload.Empty, FunctionTimeout.OfSeconds(timeout), DateTimeOffset.UtcNow);
        await Get<InvocationStore>().SaveAsync(invocation, CancellationToken.None);
        return new RunOrder(id, Guid.NewGuid().ToString("N"), id, invocation.FnName, invocation.Timeout);
    }

    public async Task<Dictionary<string, string>> ImageLabelsAsync(RunOrder order) =>
        RunLabels.Of(order, await Get<InstallationId>().GetAsync(CancellationToken.None));

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        _directory.Delete(recursive: true);
    }
}
