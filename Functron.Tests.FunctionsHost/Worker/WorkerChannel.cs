using System.Collections.Concurrent;
using System.Threading.Channels;
using Functron.Tests.FunctionsHost.Worker.Messages;
using Grpc.Core;
using Content = Functron.Tests.FunctionsHost.Worker.Messages.StreamingMessage.ContentOneofCase;

namespace Functron.Tests.FunctionsHost.Worker;

/// <summary>The stream of one worker process: what is asked of it and what it answers.</summary>
internal sealed class WorkerChannel(ILogger logger)
{
    private readonly Channel<StreamingMessage> _outgoing = Channel.CreateUnbounded<StreamingMessage>(new() { SingleReader = true });
    private readonly ConcurrentDictionary<string, TaskCompletionSource<InvocationResponse>> _invocations = [];
    private readonly ConcurrentDictionary<string, TaskCompletionSource<StreamingMessage>> _answers = [];
    private readonly TaskCompletionSource _connected = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile Exception? _failure;

    /// <summary>Ends when the worker has opened its stream.</summary>
    public Task Connected => _connected.Task;

    /// <summary>Serves the stream until either side ends it.</summary>
    public async Task ServeAsync(
        IAsyncStreamReader<StreamingMessage> incoming, IServerStreamWriter<StreamingMessage> outgoing, CancellationToken cancellation)
    {
        _connected.TrySetResult();
        var writing = WriteAsync(outgoing, cancellation);
        try
        {
            while (await incoming.MoveNext(cancellation))
                Take(incoming.Current);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // The worker is gone; its process tells the rest.
        }
        finally
        {
            _outgoing.Writer.TryComplete();
            await writing;
        }
    }

    /// <summary>Sends a message that the worker answers with one of the same request id.</summary>
    public Task<StreamingMessage> AskAsync(StreamingMessage message)
    {
        message.RequestId = Guid.NewGuid().ToString();
        var source = _answers[message.RequestId] = new(TaskCreationOptions.RunContinuationsAsynchronously);
        if (_failure is { } failure)
            source.TrySetException(failure);
        Tell(message);
        return source.Task;
    }

    /// <summary>Runs a function. Cancelling tells the worker, whose answer is awaited all the same.</summary>
    /// <exception cref="WorkerProcessExitException">The worker ended first.</exception>
    public async Task<InvocationResponse> InvokeAsync(InvocationRequest request, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var source = _invocations[request.InvocationId] = new(TaskCreationOptions.RunContinuationsAsynchronously);
        if (_failure is { } failure)
            source.TrySetException(failure);
        Tell(new() { InvocationRequest = request });
        using var registration = cancellation.Register(
            () => Tell(new() { InvocationCancel = new() { InvocationId = request.InvocationId } }));
        try
        {
            return await source.Task;
        }
        finally
        {
            _invocations.TryRemove(request.InvocationId, out _);
        }
    }

    public void Tell(StreamingMessage message) => _outgoing.Writer.TryWrite(message);

    /// <summary>Fails whatever waits for an answer, now and later.</summary>
    public void Fail(Exception failure)
    {
        _failure = failure;
        _connected.TrySetException(failure);
        foreach (var invocation in _invocations.Values)
            invocation.TrySetException(failure);
        foreach (var answer in _answers.Values)
            answer.TrySetException(failure);
    }

    private async Task WriteAsync(IServerStreamWriter<StreamingMessage> outgoing, CancellationToken cancellation)
    {
        try
        {
            await foreach (var message in _outgoing.Reader.ReadAllAsync(cancellation))
                await outgoing.WriteAsync(message, cancellation);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or InvalidOperationException)
        {
            // As above.
        }
    }

    private void Take(StreamingMessage message)
    {
        switch (message.ContentCase)
        {
            case Content.InvocationResponse:
                if (_invocations.TryGetValue(message.InvocationResponse.InvocationId, out var invocation))
                    invocation.TrySetResult(message.InvocationResponse);
                break;
            case Content.RpcLog:
                var log = message.RpcLog;
                Log.OfWorker(logger, (LogLevel)log.Level, log.Category, log.Message, log.Exception?.Message);
                break;
            default:
                if (_answers.TryRemove(message.RequestId, out var answer))
                    answer.TrySetResult(message);
                break;
        }
    }
}
