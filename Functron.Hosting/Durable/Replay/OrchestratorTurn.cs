using Functron.Hosting.Durable.History;
using Functron.Hosting.Functions;

using Microsoft.DurableTask.Client;

namespace Functron.Hosting.Durable.Replay;

/// <summary>
/// One turn of an orchestrator. Its code runs from the beginning: first it gets what its history has, then what is new. It sees no clock,
/// no input and no output but those it is given. So the same turn always has the same outcome.
/// </summary>
internal sealed class OrchestratorTurn
{
#pragma warning disable CS0618 // Obsolete for instances, which never have it. The end of an execution in a stored history has it.
    private const OrchestrationRuntimeStatus BegunAnew = OrchestrationRuntimeStatus.ContinuedAsNew;
#pragma warning restore CS0618

    private readonly TurnInput _input;
    private readonly OrchestratorThread _thread;
    private readonly OrchestratorRun _run = new();
    private readonly ReplayContext _context;

    private OrchestratorTurn(TurnInput input, ExecutionStarted started)
    {
        _input = input;
        _thread = new OrchestratorThread(input.LateForeignUse);
        _context = new ReplayContext(input.InstanceId, started, _run, _thread, input.Loggers);
    }

    /// <summary>Blocks the calling thread while the orchestrator's code runs.</summary>
    /// <exception cref="ArgumentException">Neither the history nor the messages start the execution.</exception>
    public static TurnOutcome Run(TurnInput input)
    {
        if (input.Messages.OfType<ExecutionTerminated>().FirstOrDefault() is { } terminated)
            return EndedTurn.Terminated(input, terminated);
        if (input.Fault is { } fault)
            return EndedTurn.Failed(input, fault);

        var started = input.Past.Concat(input.Messages).OfType<ExecutionStarted>().FirstOrDefault()
            ?? throw new ArgumentException("The execution is not started.", nameof(input));
        return input.Orchestrator is { } orchestrator
            ? new OrchestratorTurn(input, started).Run(orchestrator)
            : EndedTurn.Failed(input, new OrchestratorNotFoundException(started.Name));
    }

    /// <summary>Replays the history, without anything new.</summary>
    /// <returns>What the code waits for then; null when it does not do what its history has, or when there is no code.</returns>
    public static OpenState? Open(TurnInput input)
    {
        if (input.Orchestrator is not { } orchestrator || input.Past.OfType<ExecutionStarted>().FirstOrDefault() is not { } started)
            return null;
        var turn = new OrchestratorTurn(input, started);
        try
        {
            return turn.Repeat(orchestrator) is null && !turn._run.Ended
                ? new OpenState([.. turn._context.Open.Calls], [.. turn._context.Open.TimerIds])
                : null;
        }
        catch (Exception)
        {
            // Thrown by code that nobody awaits.
            return null;
        }
        finally
        {
            turn._thread.Close();
        }
    }

    private TurnOutcome Run(OrchestratorFunction orchestrator)
    {
        string? mismatch;
        bool foreignUse;
        try
        {
            mismatch = Repeat(orchestrator);
            if (mismatch is null)
                Continue(orchestrator);
        }
        catch (Exception failure)
        {
            // Thrown by code that nobody awaits (an async void).
            return EndedTurn.Failed(_input, failure);
        }
        finally
        {
            foreignUse = _thread.Close();
        }

        if (mismatch is not null)
            return EndedTurn.Failed(_input, new NonDeterministicOrchestrationException(mismatch));
        if (foreignUse || (!_run.Ended && !_context.Open.Any && !_context.Suspended))
            return EndedTurn.Failed(_input, new ForeignAwaitException());
        return Decide();
    }

    /// <summary>Replays the history.</summary>
    /// <returns>The first difference between code and history; null when there is none.</returns>
    private string? Repeat(OrchestratorFunction orchestrator)
    {
        foreach (var happened in _input.Past)
        {
            switch (happened)
            {
                case OrchestratorStarted turn:
                    _context.Now = turn.Timestamp;
                    break;
                case ActionEvent recorded:
                    if (Mismatch.Of(recorded, _context.Asked, _run) is { } difference)
                        return difference;
                    break;
                case OrchestratorCompleted:
                    if (Mismatch.AtEndOfTurn(_context.Asked, _run) is { } excess)
                        return excess;
                    break;
                default:
                    Deliver(happened, orchestrator);
                    break;
            }
        }

        return null;
    }

    private void Continue(OrchestratorFunction orchestrator)
    {
        _context.Replaying = false;
        _context.Now = EndedTurn.TimeOf(_input);
        foreach (var message in _input.Messages)
            Deliver(message, orchestrator);
    }

    private void Deliver(HistoryEvent happened, OrchestratorFunction orchestrator) => _thread.Run(() =>
    {
        if (happened is ExecutionStarted)
            _ = _run.StartAsync(orchestrator, _context);
        else
            _context.Deliver(happened);
    });

    private TurnOutcome Decide()
    {
        var asked = _context.Asked.ToList();
        var failure = _run.Failure is { } exception ? Failures.Of(exception) : null;
        var status = (_run.Ended, failure) switch
        {
            (false, _) => _context.Suspended ? OrchestrationRuntimeStatus.Suspended : OrchestrationRuntimeStatus.Running,
            (true, null) => _context.Continuation is null ? OrchestrationRuntimeStatus.Completed : BegunAnew,
            (true, _) => OrchestrationRuntimeStatus.Failed,
        };

        var events = EndedTurn.Begin(_input);
        events.AddRange(asked);
        if (_run.Ended)
            events.Add(new ExecutionCompleted(_context.Now, status, _run.Result, failure));
        events.Add(new OrchestratorCompleted(_context.Now));

        return new TurnOutcome
        {
            NewEvents = events,
            Status = status,
            Activities = [.. asked.OfType<TaskScheduled>()],
            Children = [.. asked.OfType<SubOrchestrationInstanceCreated>()],
            Sent = [.. asked.OfType<EventSent>()],
            Continuation = status == BegunAnew && _context.Continuation is { } next
                ? new Continuation(next.Input, [.. next.KeepEvents ? _context.KeptEvents : [], .. _context.ForNext], _context.Tags)
                : null,
            Timers = _run.Ended ? [] : [.. asked.OfType<TimerCreated>().Where(timer => _context.Open.HasTimer(timer.EventId))],
            CancelledTimers = [.. _context.CancelledTimers.Except(asked.Select(action => action.EventId))],
            Output = failure?.ToString() ?? _run.Result,
            Failure = failure,
            CustomStatus = _context.CustomStatus,
            CustomStatusKnown = true,
        };
    }
}
