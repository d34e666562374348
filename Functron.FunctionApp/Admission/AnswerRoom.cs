using Functron.Execution.Results;
using Microsoft.AspNetCore.Http;

namespace Functron.FunctionApp.Admission;

/// <summary>Limits how much output is held in memory at a time, for the answers that are being sent.</summary>
public sealed class AnswerRoom(AdmissionOptions options)
{
    /// <summary>An answer with less output is sent in any case.</summary>
    private const long Small = 64 * 1024;

    /// <summary>How long a piece of an answer may stand still while another answer waits for room.</summary>
    internal static readonly TimeSpan StallLimitWhenWaitedFor = TimeSpan.FromSeconds(5);

    private const long Unit = 64 * 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly int _all = (int)Math.Min(int.MaxValue, options.MaxAnswerBytes / Unit);
    private readonly SemaphoreSlim _units = new((int)Math.Min(int.MaxValue, options.MaxAnswerBytes / Unit));

    /// <summary>Only one answer at a time takes its units: two could otherwise wait for each other.</summary>
    private readonly SemaphoreSlim _taking = new(1);

    private int _waiting;

    /// <summary>Whether there are answers that wait for room.</summary>
    internal bool IsWaitedFor => Volatile.Read(ref _waiting) > 0;

    /// <summary>Takes room, which is given back when the answer is sent.</summary>
    /// <exception cref="NotAdmittedException">There was no room within a minute: other callers take their answers too slowly.</exception>
    public async Task TakeAsync(InvocationResult result, HttpContext http, CancellationToken cancellationToken = default)
    {
        var bytes = result.Stdout.Length + result.Stderr.Length + result.BuildLog.Length;
        if (bytes <= Small)
            return;
        var units = (int)Math.Clamp((bytes + Unit - 1) / Unit, 1, _all);
        var taken = 0;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, cancellationToken);
        patience.CancelAfter(Patience);
        Interlocked.Increment(ref _waiting);
        try
        {
            await _taking.WaitAsync(patience.Token);
            try
            {
                for (; taken < units; taken++)
                    await _units.WaitAsync(patience.Token);
            }
            finally
            {
                _taking.Release();
            }
        }
        catch (OperationCanceledException)
        {
            if (taken > 0)
                _units.Release(taken);
            http.RequestAborted.ThrowIfCancellationRequested();
            cancellationToken.ThrowIfCancellationRequested();
            throw NotAdmittedException.Busy($"The answers to other callers are taken slowly, and there was no room for this one within "
                + $"{Patience.TotalSeconds} s: ask for it again later.");
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }

        http.Response.RegisterForDispose(new Room(_units, units));
    }

    private sealed class Room(SemaphoreSlim units, int count) : IDisposable
    {
        private bool _left;

        public void Dispose()
        {
            if (!_left)
                units.Release(count);
            _left = true;
        }
    }
}
