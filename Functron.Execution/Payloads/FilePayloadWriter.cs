namespace Functron.Execution.Payloads;

/// <summary>A payload that is being written to a staged file.</summary>
/// <param name="publish">Gives the staged file (first argument), which is whole and synced, its name (second argument), durably.</param>
internal sealed class FilePayloadWriter(string key, string path, string staged, Action<string, string> publish) : PayloadWriter
{
    private readonly FileStream _file = StagingArea.Create(staged);
    private AppendStream? _stream;

    public override Stream Stream => _stream ??= new AppendStream(_file);

    public override async Task<Payload> CommitAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var length = _file.Position;

        // Content first: a name that is durable before its content would be a lie after a crash.
        _file.Flush(flushToDisk: true);
        await _file.DisposeAsync();
        publish(staged, path);
        return Payload.Stored(key, length);
    }

    public override async ValueTask DisposeAsync()
    {
        await _file.DisposeAsync();

        // Renamed, it is no longer here; linked, the second name remains.
        File.Delete(staged);
    }
}
