using Functron.Hosting.Durable.History;

using Microsoft.Data.Sqlite;
using Microsoft.DurableTask.Client;

namespace Functron.Hosting.Durable.Storage;

/// <summary>The statements of each change. They run on the writer's thread, in its transaction.</summary>
internal sealed class InstanceWrites(SqliteConnection connection)
{
    private readonly Statement _findKey = new(connection, "SELECT key FROM instances WHERE id = ?1", 1);
    private readonly Statement _removeInstance = new(connection, "DELETE FROM instances WHERE key = ?1", 1);
    private readonly Statement _removeHistory = new(connection, "DELETE FROM history WHERE key = ?1", 1);
    private readonly Statement _removeMessages = new(connection, "DELETE FROM messages WHERE key = ?1", 1);
    private readonly Statement _removeActivities = new(connection, "DELETE FROM activities WHERE key = ?1", 1);
    private readonly Statement _removeTimers = new(connection, "DELETE FROM timers WHERE key = ?1", 1);

    private readonly Statement _addInstance = new(
        connection,
        "INSERT INTO instances (key, id, name, execution_id, status, created_at, updated_at, start_at, turns, input, "
        + "parent_id, parent_key, parent_task, parent_name, tags) VALUES (?1, ?2, ?3, ?4, 6, ?5, ?5, ?6, 0, ?7, ?8, ?9, ?10, ?11, ?12)",
        12);

    private readonly Statement _addMessage = new(
        connection,
        "INSERT INTO messages (key, seq, event) SELECT ?1, ?2, ?3 "
        + "WHERE EXISTS (SELECT 1 FROM instances WHERE key = ?1 AND status IN (0, 6, 7))",
        3);

    private readonly Statement _send = new(
        connection,
        "INSERT INTO messages (key, seq, event) SELECT key, ?3, ?4 FROM instances "
        + "WHERE id = ?1 AND (?2 IS NULL OR key = ?2) AND status IN (0, 6, 7)",
        4);

    private readonly Statement _addKept = new(connection, "INSERT INTO messages (key, seq, event) VALUES (?1, ?2, ?3)", 3);

    // Only these are for whichever execution there is. The others are for calls of the execution that they were sent to.
    private readonly Statement _removeAnswers = new(
        connection,
        "DELETE FROM messages WHERE key = ?1 AND json_extract(event, '$.EventType') NOT IN "
        + $"('{nameof(EventRaised)}', '{nameof(ExecutionSuspended)}', '{nameof(ExecutionResumed)}', '{nameof(ExecutionTerminated)}')",
        1);

    private readonly Statement _moveMessages = new(connection, "UPDATE messages SET key = ?2 WHERE key = ?1", 2);

    private readonly Statement _continue = new(
        connection,
        "UPDATE instances SET key = ?2, execution_id = ?3, input = ?4, status = 0, turns = 0, updated_at = ?5, start_at = NULL, "
        + "custom_status = CASE WHEN ?6 THEN ?7 ELSE custom_status END, failure = NULL, output = NULL WHERE key = ?1",
        7);

    private readonly Statement _isEnded = new(connection, "SELECT 1 FROM instances WHERE key = ?1 AND status NOT IN (0, 6, 7)", 1);

    private readonly Statement _rewind = new(
        connection,
        "UPDATE instances SET status = 0, turns = ?2, updated_at = ?3, failure = NULL, output = NULL WHERE key = ?1 AND status = 3",
        3);

    private readonly Statement _addTurn = new(connection, "INSERT INTO history (key, turn, events) VALUES (?1, ?2, ?3)", 3);
    private readonly Statement _addActivity =
        new(connection, "INSERT INTO activities (key, task_id, name, input) VALUES (?1, ?2, ?3, ?4)", 4);

    private readonly Statement _addTimer = new(connection, "INSERT INTO timers (key, timer_id, fire_at) VALUES (?1, ?2, ?3)", 3);
    private readonly Statement _removeMessage = new(connection, "DELETE FROM messages WHERE key = ?1 AND seq = ?2", 2);
    private readonly Statement _removeActivity = new(connection, "DELETE FROM activities WHERE key = ?1 AND task_id = ?2", 2);

    private readonly Statement _dropActivity = new(
        connection,
        "DELETE FROM activities WHERE key = ?1 AND task_id = ?2 "
        + "AND NOT EXISTS (SELECT 1 FROM instances WHERE key = ?1 AND status IN (0, 6, 7))",
        2);

    private readonly Statement _removeTimer = new(connection, "DELETE FROM timers WHERE key = ?1 AND timer_id = ?2", 2);

    private readonly Statement _update = new(
        connection,
        "UPDATE instances SET status = ?2, updated_at = ?3, turns = ?4, "
        + "custom_status = CASE WHEN ?5 THEN ?6 ELSE custom_status END, failure = ?7, output = ?8 WHERE key = ?1",
        8);

    public int Start(NewInstance instance)
    {
        long? old = null;
        using (var found = _findKey.Query(instance.Id))
        {
            if (found.Read())
                old = found.GetInt64(0);
        }

        if (old is { } key)
            Remove(key);

        return _addInstance.Run(
            instance.Key,
            instance.Id,
            instance.Name,
            instance.ExecutionId,
            instance.CreatedAt.Ticks,
            instance.StartAt?.Ticks,
            instance.Input,
            instance.Parent?.InstanceId,
            instance.Parent?.Key,
            instance.Parent?.TaskId,
            instance.Parent?.Name,
            HistoryJson.WriteTags(instance.Tags));
    }

    public int AddMessage(long key, long sequence, string message) => _addMessage.Run(key, sequence, message);

    /// <returns>0 when the execution has not ended: a turn will remove the row.</returns>
    public int DropActivity(long key, int taskId) => _dropActivity.Run(key, taskId);

    /// <param name="events">JSON of the turn's events.</param>
    /// <param name="failure">JSON.</param>
    public int Commit(TurnCommit turn, string events, string? failure)
    {
        _addTurn.Run(turn.Key, turn.Turn, events);
        foreach (var taskId in turn.EndedActivities)
            _removeActivity.Run(turn.Key, taskId);

        foreach (var child in turn.NewInstances)
            Start(child);
        foreach (var message in turn.Sent)
            _send.Run(message.InstanceId, message.Key, message.Sequence, HistoryJson.Write(message.Event));

        if (turn.Next is { } next)
            return Continue(turn, next);
        if (turn.Status is OrchestrationRuntimeStatus.Running or OrchestrationRuntimeStatus.Suspended)
        {
            foreach (var sequence in turn.TakenMessages)
                _removeMessage.Run(turn.Key, sequence);
            foreach (var timerId in turn.GoneTimers)
                _removeTimer.Run(turn.Key, timerId);
            foreach (var timer in turn.NewTimers)
                _addTimer.Run(turn.Key, timer.EventId, timer.FireAt.Ticks);
        }
        else
        {
            RemoveOpenWork(turn.Key);
        }

        // When an instance ends by itself, activities that it did not await still run. When it is terminated, they do not.
        if (turn.Status == OrchestrationRuntimeStatus.Terminated)
            _removeActivities.Run(turn.Key);
        foreach (var activity in turn.NewActivities)
            _addActivity.Run(turn.Key, activity.EventId, activity.Name, activity.Input);

        return _update.Run(
            turn.Key,
            (int)turn.Status,
            turn.Now.Ticks,
            turn.Turn + 1,
            turn.SetCustomStatus,
            turn.CustomStatus,
            failure,
            turn.Output);
    }

    /// <returns>0 when the execution has not ended, or is not there.</returns>
    public int Purge(long key)
    {
        using (var ended = _isEnded.Query(key))
        {
            if (!ended.Read())
                return 0;
        }

        return Remove(key);
    }

    /// <param name="turns">JSON of each turn's events.</param>
    /// <returns>0 when the instance has not failed.</returns>
    public int Rewind(RewoundInstance instance, IReadOnlyList<string> turns)
    {
        if (_rewind.Run(instance.Key, turns.Count, instance.Now.Ticks) == 0)
            return 0;
        RemoveOpenWork(instance.Key);
        _removeActivities.Run(instance.Key);
        _removeHistory.Run(instance.Key);
        for (var turn = 0; turn < turns.Count; turn++)
            _addTurn.Run(instance.Key, turn, turns[turn]);
        foreach (var activity in instance.Activities)
            _addActivity.Run(instance.Key, activity.EventId, activity.Name, activity.Input);
        foreach (var timer in instance.Timers)
            _addTimer.Run(instance.Key, timer.EventId, timer.FireAt.Ticks);
        foreach (var (sequence, message) in instance.Messages)
            _addMessage.Run(instance.Key, sequence, HistoryJson.Write(message));
        return 1;
    }

    /// <summary>
    /// The next execution takes over the row and the messages from outside that no turn has taken. The last execution's history is removed,
    /// and so are the results of its calls that no turn has taken. Its activities still run; they keep its key, so their late results are
    /// ignored.
    /// </summary>
    private int Continue(TurnCommit turn, NextExecution next)
    {
        foreach (var sequence in turn.TakenMessages)
            _removeMessage.Run(turn.Key, sequence);
        foreach (var activity in turn.NewActivities)
            _addActivity.Run(turn.Key, activity.EventId, activity.Name, activity.Input);
        _removeAnswers.Run(turn.Key);
        _moveMessages.Run(turn.Key, next.Key);
        _removeTimers.Run(turn.Key);
        _removeHistory.Run(turn.Key);
        foreach (var (sequence, message) in next.Kept)
            _addKept.Run(next.Key, sequence, HistoryJson.Write(message));
        return _continue.Run(turn.Key, next.Key, next.ExecutionId, next.Input, turn.Now.Ticks, turn.SetCustomStatus, turn.CustomStatus);
    }

    private int Remove(long key)
    {
        RemoveOpenWork(key);
        _removeActivities.Run(key);
        _removeHistory.Run(key);
        return _removeInstance.Run(key);
    }

    private void RemoveOpenWork(long key)
    {
        _removeMessages.Run(key);
        _removeTimers.Run(key);
    }
}
