using Functron.Execution.Engine;
using Functron.Execution.Payloads;

namespace Functron.Execution.Run.ByLauncher;

/// <summary>
/// Makes all that a launcher needs before its container is started: a folder with the program, a socket, open files, and the container.
/// </summary>
internal sealed class LaunchPreparation(
    IPayloadStore store,
    LaunchFolders folders,
    LaunchedContainers launched,
    RunContainers containers,
    RefusedStarts refusals,
    ExecutionOptions options)
{
    /// <exception cref="RefusedStartException">The engine creates no container of the image: the user's failure.</exception>
    /// <exception cref="EngineRefusedException">The engine creates none for another reason.</exception>
    /// <exception cref="LauncherException">There is no launcher for the engine's platform.</exception>
    /// <exception cref="IOException">The medium failed.</exception>
    public async Task<PreparedLaunch> PrepareAsync(RunAttempt attempt, CancellationToken stop)
    {
        var folder = folders.Create(attempt.Order.RunId, attempt.Order.InstanceId);
        await launched.PutProgramAsync(folder, stop);
        var socket = LaunchSocket.Listen(folder.Mount);
        LaunchFiles? files = null;
        try
        {
            files = await LaunchFiles.PrepareAsync(folder, attempt.Invocation.Stdin, attempt.Invocation.Tar, store, options, stop);
            return new PreparedLaunch(folder, socket, files, await CreateAsync(attempt, folder, stop));
        }
        catch
        {
            if (files is not null)
                await files.DisposeAsync();
            socket.Dispose();
            throw;
        }
    }

    private async Task<string> CreateAsync(RunAttempt attempt, LaunchFolder folder, CancellationToken stop)
    {
        var labels = await containers.LabelsAsync(attempt, stop);
        try
        {
            return await launched.CreateAsync(folder, attempt.ContainerName, attempt.ImageId, labels, stop);
        }
        catch (EngineRefusedException e)
        {
            if (await refusals.OfCreationAsync(attempt, labels, e, stop) is { } refusal)
                throw new RefusedStartException(refusal);
            throw;
        }
    }
}

/// <summary>
/// A launch that is prepared. Disposing it closes the socket and the files here, which a released launcher does not need.
/// </summary>
/// <param name="Container">The engine's id of it. It is created, and not started.</param>
internal sealed record PreparedLaunch(LaunchFolder Folder, LaunchSocket Socket, LaunchFiles Files, string Container) : IAsyncDisposable
{
    public async ValueTask DisposeAsync()
    {
        await Files.DisposeAsync();
        Socket.Dispose();
    }
}
