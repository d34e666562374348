using Functron.Execution.Engine;
using Functron.Execution.Run.Stopping;

namespace Functron.Execution.Run.ByLauncher;

/// <summary>The commit point of a launch: starts the container, claims it for the run, and releases its launcher once.</summary>
internal sealed class LaunchCommit(
    IContainerEngine engine,
    LaunchedContainers containers,
    LaunchClaims claims,
    ConnectedRuns connected,
    StartsInFlight starts,
    TimeProvider time)
{
    /// <summary>How long the engine's call may take to come back once the function has run.</summary>
    public static readonly TimeSpan LongestStart = TimeSpan.FromSeconds(10);

    /// <summary>How long a launcher may take to kill its function.</summary>
    private static readonly TimeSpan LongestKill = TimeSpan.FromSeconds(3);

    /// <param name="release">As <see cref="Release.ToBytes"/> makes it.</param>
    /// <param name="stop">Stops it anywhere before the release.</param>
    /// <exception cref="LauncherException">The launcher did not come, or was gone before it was released.</exception>
    /// <exception cref="EngineRefusedException">The engine did not start the container.</exception>
    /// <exception cref="IOException">The claim could not be written.</exception>
    public async Task<Launch> CommitAsync(RunAttempt attempt, PreparedLaunch prepared, byte[] release, CancellationToken stop)
    {
        var starting = time.GetUtcNow();
        var start = engine.StartAsync(prepared.Container, CancellationToken.None);
        var claim = claims.WriteAsync(attempt.Order, new LaunchClaim(prepared.Container, attempt.Number));
        try
        {
            var connection = await ReleaseAsync(attempt, prepared, start, claim, release, stop);
            return new Launch(prepared.Folder, prepared.Container, connection, start, starting);
        }
        catch
        {
            await Task.WhenAll(start, claim).WaitAsync(LongestStart, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }
    }

    private async Task<LaunchConnection> ReleaseAsync(
        RunAttempt attempt, PreparedLaunch prepared, Task start, Task claim, byte[] release, CancellationToken stop)
    {
        var connection = await containers.ConnectAsync(prepared.Container, start, prepared.Socket, time, stop);
        try
        {
            await claim;
            stop.ThrowIfCancellationRequested();
            starts.Add(start);
            await connection.ReleaseAsync(release, prepared.Files.Handles);

            // Only now: a kill must not come in between the release's bytes.
            connected.Add(attempt.Order, () => connection.TryKillAsync(LongestKill, time));
            return connection;
        }
        catch (Exception e)
        {
            connection.Dispose();
            if (e is LauncherGoneException)
                throw new LauncherException($"The launcher of {attempt.ContainerName} ended before it was released: {e.Message}.");
            throw;
        }
    }
}

/// <summary>A launcher that was released here.</summary>
/// <param name="Container">The engine's id of it.</param>
/// <param name="Start">The engine's call that started the container. It may still be under way when the function has ended.</param>
/// <param name="Starting">When that call was made.</param>
internal sealed record Launch(LaunchFolder Folder, string Container, LaunchConnection Connection, Task Start, DateTimeOffset Starting);
