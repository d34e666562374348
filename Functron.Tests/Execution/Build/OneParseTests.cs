using System.Text.Json;
using Functron.Execution.Build;
using Functron.Execution.Requests;
using Functron.Execution.Requests.Dockerfiles;
using Functron.Execution.Run;
using Functron.Tests.Execution.Engine;
using Functron.Tests.Payloads;

namespace Functron.Tests.Execution.Build;

/// <summary>The gate parses a Dockerfile; the build takes what the gate made.</summary>
public sealed class OneParseTests
{
    private const string Text = "FROM busybox AS a\nRUN true\nFROM a\nCMD true";

    private readonly List<string> _parsed = [];
    private readonly MemoryStore _store = new();

    [Fact(Timeout = 120_000)]
    public async Task Gate_and_build_use_the_same_parse()
    {
        await using var bench = Start();
        var order = await AcceptAsync(bench);
        Assert.Equal([Text], _parsed);

        Assert.True((await bench.Get<ImageBuilder>().BuildAsync(order, CancellationToken.None)).Succeeded);
        Assert.Equal([Text], _parsed);
        Assert.Equal(1, bench.Engine.Builds);
    }

    [Fact(Timeout = 120_000)]
    public async Task After_a_restart_a_stored_text_is_parsed_once_more()
    {
        RunOrder[] orders;
        await using (var before = Start())
            orders = [await AcceptAsync(before), await AcceptAsync(before)];
        Assert.Equal([Text], _parsed);
        _parsed.Clear();

        await using var bench = Start();
        foreach (var order in orders)
            Assert.True((await bench.Get<ImageBuilder>().BuildAsync(order, CancellationToken.None)).Succeeded);
        Assert.Equal([Text], _parsed);
    }

    private ScriptedExecution Start() => new(_store, new ParsedDockerfiles(text =>
    {
        _parsed.Add(text);
        return Dockerfile.Parse(text);
    }));

    private static async Task<RunOrder> AcceptAsync(ScriptedExecution bench)
    {
        using var body = new MemoryStream(JsonSerializer.SerializeToUtf8Bytes(new { FnName = "fn", DockerFile = Text }));
        var accepted = (await bench.Get<InvocationGate>().AdmitAsync(body, null, GatePolicy.Strict, CancellationToken.None)).Invocation!;
        return new RunOrder(accepted.InvocationId, Guid.NewGuid().ToString("N"), accepted.InvocationId, accepted.FnName, accepted.Timeout);
    }
}
