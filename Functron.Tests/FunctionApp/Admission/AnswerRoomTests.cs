using Functron.Execution.Payloads;
using Functron.Execution.Results;
using Functron.FunctionApp.Admission;
using Functron.Tests.Payloads;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Functron.Tests.FunctionApp.Admission;

public sealed class AnswerRoomTests
{
    private const int Mebibyte = 1024 * 1024;
    private readonly AnswerRoom _room = new(new AdmissionOptions { MaxAnswerBytes = 4 * Mebibyte });

    [Fact(Timeout = 60_000)]
    public async Task Large_answers_wait_for_each_other_and_small_ones_for_none()
    {
        var first = new Call();
        await _room.TakeAsync(Result(3 * Mebibyte), first.Http);
        var second = new Call();
        var waiting = _room.TakeAsync(Result(2 * Mebibyte), second.Http);
        await _room.TakeAsync(Result(100), new Call().Http);
        Assert.False(waiting.IsCompleted);

        await first.EndAsync();
        await waiting;
    }

    [Fact(Timeout = 60_000)]
    public async Task One_that_is_larger_than_all_the_room_takes_all_of_it()
    {
        var first = new Call();
        await _room.TakeAsync(Result(400L * Mebibyte), first.Http);
        var waiting = _room.TakeAsync(Result(Mebibyte), new Call().Http);
        Assert.False(waiting.IsCompleted);
        await first.EndAsync();
        await waiting;
    }

    [Fact(Timeout = 60_000)]
    public async Task Who_goes_away_while_it_waits_leaves_no_room_taken()
    {
        var first = new Call();
        await _room.TakeAsync(Result(3 * Mebibyte), first.Http);
        using var away = new CancellationTokenSource();
        var call = new Call { Http = { RequestAborted = away.Token } };
        var waiting = _room.TakeAsync(Result(4 * Mebibyte), call.Http);
        await away.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        await _room.TakeAsync(Result(Mebibyte), new Call().Http);
        await first.EndAsync();
        await _room.TakeAsync(Result(3 * Mebibyte), new Call().Http);
    }

    private static InvocationResult Result(long bytes) => SampleResult.Of() with { Stdout = Payload.Stored("key", bytes) };

    /// <summary>A request whose end disposes of what was registered with its answer.</summary>
    private sealed class Call
    {
        private readonly Response _response = new();

        public Call()
        {
            Http = new DefaultHttpContext();
            Http.Features.Set<IHttpResponseFeature>(_response);
        }

        public DefaultHttpContext Http { get; }

        public Task EndAsync() => _response.CompleteAsync();

        private sealed class Response : HttpResponseFeature
        {
            private readonly List<Func<Task>> _completed = [];

            public override void OnCompleted(Func<object, Task> callback, object state) => _completed.Add(() => callback(state));

            public Task CompleteAsync() => Task.WhenAll(_completed.Select(completed => completed()));
        }
    }
}
