using System.Text;
using Functron.Execution.Payloads;
using Functron.Execution.Requests;
using Functron.Execution.Run;
using Functron.Execution.Run.ByLauncher;
using Functron.Execution.Run.Stopping;
using Functron.Tests.Payloads;

namespace Functron.Tests.Execution.Run;

/// <summary>What a run remembers over a crash. Keys and contents are a stored format: an older version may have written them.</summary>
public sealed class RunRecordsTests
{
    private readonly MemoryStore _store = new();
    private readonly RunRecords _records;
    private readonly RunOrder _order = new(
        "instance", "0123456789abcdef0123456789abcdef", "invocation", "Test.Function", FunctionTimeout.OfSeconds(30));

    public RunRecordsTests() => _records = new RunRecords(_store);

    [Fact]
    public async Task The_intent_to_stop_is_stored_as_ever()
    {
        await new StopIntents(_records, TimeProvider.System).TryRecordAsync(_order, StopReason.Cancel, CancellationToken.None);
        Assert.Equal("""{"Reason":"Cancel"}""", await StoredAsync("intent"));
    }

    [Fact]
    public async Task The_claim_is_stored_as_ever()
    {
        await new LaunchClaims(_records).WriteAsync(_order, new LaunchClaim("container", 2));
        Assert.Equal("""{"Container":"container","Attempt":2}""", await StoredAsync("claim.json"));
    }

    [Fact]
    public async Task The_builds_record_is_stored_as_ever()
    {
        var record = new BuildRecord("sha256:image", Payload.Empty, 1.5, 2);
        await new BuildRecords(_records).WriteAsync(_order, record, CancellationToken.None);
        Assert.StartsWith("""{"ImageId":"sha256:image","Log":{""", await StoredAsync("build.json"), StringComparison.Ordinal);
        Assert.EndsWith(""","QueueMilliseconds":1.5,"BuildMilliseconds":2}""", await StoredAsync("build.json"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_marks_are_stored_as_ever()
    {
        var marks = new RunMarks(_records);
        await marks.BeginAttemptAsync(_order, 2, CancellationToken.None);
        Assert.Equal("1", await StoredAsync("attempt-2"));
        Assert.Equal(2, await marks.AttemptAsync(_order, CancellationToken.None));

        foreach (var number in new[] { 1, 2 })
        {
            var attempt = new RunAttempt(_order, null!, "image", null, number);
            Assert.False(await marks.IsStdinDeliveredAsync(attempt, CancellationToken.None));
            await marks.StdinDeliveredAsync(attempt, CancellationToken.None);
            Assert.True(await marks.IsStdinDeliveredAsync(attempt, CancellationToken.None));
        }

        Assert.Equal(("1", "1"), (await StoredAsync("stdin-delivered"), await StoredAsync("stdin-delivered-2")));
    }

    [Fact]
    public async Task The_first_writer_wins_and_another_record_takes_its_place_only_on_purpose()
    {
        Assert.True(await _records.TryWriteAsync(_order, "record", new Sample("first"), CancellationToken.None));
        Assert.False(await _records.TryWriteAsync(_order, "record", new Sample("second"), CancellationToken.None));
        Assert.Equal("first", (await _records.ReadAsync<Sample>(_order, "record", CancellationToken.None))?.Text);

        await _records.ReplaceAsync(_order, "record", new Sample("third"), CancellationToken.None);
        Assert.Equal("third", (await _records.ReadAsync<Sample>(_order, "record", CancellationToken.None))?.Text);

        await _records.RemoveAsync(_order, "record", CancellationToken.None);
        Assert.Null(await _records.ReadAsync<Sample>(_order, "record", CancellationToken.None));
        Assert.False(await _records.ExistsAsync(_order, "record", CancellationToken.None));
    }

    private async Task<string> StoredAsync(string name)
    {
        await using var stream = await _store.OpenReadAsync($"instances/instance/{_order.RunId}/{name}", CancellationToken.None);
        Assert.NotNull(stream);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return await reader.ReadToEndAsync();
    }

    private sealed record Sample(string Text);
}
