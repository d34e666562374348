using System.Text.Json;
using System.Text;
using Functron.Execution;
using Functron.Execution.Payloads;
using Functron.Execution.Requests;
using Functron.Tests.Payloads;
using Functron.Tests.Requests.Scanning;

namespace Functron.Tests.Requests;

/// <summary>A test of the gate over a store in a folder of its own.</summary>
public abstract class GateTest : IDisposable
{
    protected const int Limit = 120_000;
    protected const string Dockerfile = "FROM busybox\nCMD cat";

    protected static readonly DateTimeOffset Now = new(2030, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private readonly FilePayloadStore _store;

    protected GateTest() => _store = Folder.Open();

    private protected StoreFolder Folder { get; } = new();

    protected ExecutionOptions Options { get; } = new();

    public void Dispose() => Folder.Dispose();

    protected InvocationGate Gate() => Gates.Over(_store, Options, new StoppedClock());

    protected Task<GateResult> Admit(object request, GatePolicy policy) => Admit(JsonSerializer.Serialize(request), policy);

    protected Task<GateResult> Admit(string body, GatePolicy policy) =>
        Gate().AdmitAsync(new ChoppedStream(Encoding.UTF8.GetBytes(body), new Random(1), 50_000), null, policy, default);

    protected Task<byte[]> Bytes(Payload payload) => _store.ReadAllAsync(payload, default);

    protected async Task<string> Text(Payload payload) => Encoding.UTF8.GetString(await Bytes(payload));

    private sealed class StoppedClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => Now;
    }
}
