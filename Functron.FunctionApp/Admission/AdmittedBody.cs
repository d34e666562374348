using Microsoft.AspNetCore.Http;

namespace Functron.FunctionApp.Admission;

/// <summary>
/// A request's body. It is received only while there is room for it and while its bytes keep coming. A long body takes a place among the
/// uploads, and so does one whose bytes have to be waited for. A short body that has arrived as a whole takes none.
/// </summary>
internal sealed class AdmittedBody(Stream inner, HttpContext http, Uploads uploads) : ForwardStream
{
    /// <summary>Bytes. The server takes as many from the connection before anybody reads, so leaving them there saves no memory.</summary>
    private const int Short = 64 * 1024;

    /// <summary>How often the body is checked for progress.</summary>
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    private Upload? _upload;
    private long _received;
    private bool _over;

    public override bool CanRead => true;

    /// <exception cref="NotAdmittedException">There is no room, or no bytes come.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        using var given = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task<int>? reading = null;
        try
        {
            if (_received == 0)
                uploads.EnsureRoomFor(http.Request.ContentLength);
            reading = inner.ReadAsync(buffer, given.Token).AsTask();
            if (_upload is null && (!reading.IsCompleted || _received > Short))
                await TakeAsync(cancellationToken);
            var read = _upload is null ? await reading : await MoveAsync(_upload, reading);
            _received += read;
            _upload?.Add(read);
            if (read == 0 && buffer.Length > 0)
                _upload?.Dispose();
            return read;
        }
        catch (Exception e)
        {
            // The read must not write to the caller's buffer any more.
            await given.CancelAsync();
            if (reading is not null)
                await ((Task)reading).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            // The header is set here, because not every route knows this exception.
            (e as NotAdmittedException)?.AddHeaderTo(http.Response);
            throw;
        }
    }

    /// <summary>Nobody reads any more.</summary>
    public void End()
    {
        _over = true;
        _upload?.Dispose();
    }

    /// <summary>Takes a place. The bytes that came before count, too.</summary>
    private async Task TakeAsync(CancellationToken cancellationToken)
    {
        _upload = await uploads.TakeAsync(cancellationToken);
        _upload.Add(_received);
        if (_over)
            _upload.Dispose();
    }

    private async Task<int> MoveAsync(Upload upload, Task<int> reading)
    {
        if (reading.IsCompleted)
        {
            upload.EnsureItMoves(TimeSpan.Zero);
            return await reading;
        }

        var began = uploads.Time.GetTimestamp();
        while (true)
        {
            await ((Task)reading).WaitAsync(Look, uploads.Time, CancellationToken.None)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (reading.IsCompleted)
                return await reading;
            upload.EnsureItMoves(uploads.Time.GetElapsedTime(began));
        }
    }
}
