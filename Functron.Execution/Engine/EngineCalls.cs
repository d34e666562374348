namespace Functron.Execution.Engine;

/// <summary>
/// Makes the calls to the engine. They are bounded in time and in number, and they fail with our own exceptions. A call that hangs is left
/// alone: its caller goes on as soon as the limit is over or the token is cancelled, whatever becomes of the call itself.
/// </summary>
internal sealed class EngineCalls(EngineEndpoint endpoint, EngineLimits limits, TimeProvider time) : IDisposable
{
    private const int AtATime = 8;

    /// <summary>
    /// A start keeps a processor busy. When more starts than there are processors run at the same time, all of them end late: on two cores,
    /// the first of four ends after 2 s instead of 1 s.
    /// </summary>
    private static readonly int StartsAtATime = Math.Clamp(Environment.ProcessorCount, 2, AtATime);

    /// <summary>How long a call keeps its place. A start on an idle machine takes 0.2 s.</summary>
    private static readonly TimeSpan LongestChange = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    private readonly CallPlaces _questions = new(AtATime, Longest, time);
    private readonly CallPlaces _changes = new(endpoint.IsOnThisMachine ? StartsAtATime : AtATime, LongestChange, time);
    private readonly CallPlaces _removals = new(AtATime, Longest, time);

    /// <param name="what">The call in words, with what it is about.</param>
    /// <param name="call">Gets a token, and an action to call when it makes progress: its limit then begins again.</param>
    /// <exception cref="EngineUnreachableException">The engine does not answer, not in time, or the connection broke.</exception>
    /// <exception cref="EngineTimeoutException">A change was not through in time.</exception>
    /// <exception cref="EngineRefusedException">The engine's answer is an error.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task<T> MakeAsync<T>(
        EngineCallKind kind, string what, Func<CancellationToken, Action, Task<T>> call, CancellationToken cancellationToken)
    {
        try
        {
            return await MakeOnceAsync(kind, what, call, cancellationToken);
        }
        catch (EngineUnreachableException e) when (e.Broke
            && kind is EngineCallKind.Urgent or EngineCallKind.Question or EngineCallKind.Removal)
        {
            // An engine, or a proxy before it, closes connections that were idle. That is no reason to fail an invocation.
            return await MakeOnceAsync(kind, what, call, cancellationToken);
        }
    }

    public void Dispose()
    {
        _questions.Dispose();
        _changes.Dispose();
        _removals.Dispose();
    }

    private async Task<T> MakeOnceAsync<T>(
        EngineCallKind kind, string what, Func<CancellationToken, Action, Task<T>> call, CancellationToken cancellationToken)
    {
        using var place = PlacesOf(kind) is { } places ? await places.TakeAsync(cancellationToken) : null;
        var (limit, option) = limits.Of(kind);
        using var overdue = new CancellationTokenSource(limit, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(overdue.Token, cancellationToken);
        Task<T>? made = null;
        try
        {
            made = call(stop.Token, () => overdue.CancelAfter(limit));
            return await made.WaitAsync(stop.Token);
        }
        catch (Exception e) when (cancellationToken.IsCancellationRequested)
        {
            LeaveAlone(made);
            throw new OperationCanceledException("The call to the engine was cancelled.", e, cancellationToken);
        }
        catch (Exception e) when (overdue.IsCancellationRequested && e is not (Docker.DotNet.DockerApiException or EngineRefusedException))
        {
            LeaveAlone(made);
            throw Overdue(kind, $"The Docker engine at {endpoint.Address} did not answer within {limit.TotalSeconds} s: {what}. "
                + $"It may be overloaded, or hang: see its log, restart it if it stays so, or raise Functron:{option}.");
        }
        catch (Exception e) when (EngineFaults.Translate(e, endpoint) is { } translated)
        {
            throw translated;
        }
    }

    private Exception Overdue(EngineCallKind kind, string message) =>
        kind == EngineCallKind.Change ? new EngineTimeoutException(message) : new EngineUnreachableException(endpoint.Address, message);

    private CallPlaces? PlacesOf(EngineCallKind kind) => kind switch
    {
        EngineCallKind.Question => _questions,
        EngineCallKind.Change => _changes,
        EngineCallKind.Removal => _removals,
        _ => null,
    };

    /// <summary>Nobody waits for the call any more. What it still brings is disposed.</summary>
    private static void LeaveAlone<T>(Task<T>? call) => call?.ContinueWith(
        static ended =>
        {
            if (ended.IsCompletedSuccessfully)
                (ended.Result as IDisposable)?.Dispose();
            else
                _ = ended.Exception;
        },
        TaskScheduler.Default);
}
