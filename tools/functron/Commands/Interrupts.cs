using System.Runtime.InteropServices;

namespace Functron.Cli.Commands;

/// <summary>
/// Ctrl+C and SIGTERM. The first signal cancels the function, and the command waits for its end; with the second one the
/// command waits no longer.
/// </summary>
internal sealed class Interrupts : IDisposable
{
    private readonly CancellationTokenSource _cancelled = new();
    private readonly CancellationTokenSource _abandoned = new();
    private readonly List<PosixSignalRegistration> _signals = [];

    public CancellationToken Cancelled => _cancelled.Token;

    public CancellationToken Abandoned => _abandoned.Token;

    /// <summary>One that hears this process's signals.</summary>
    public static Interrupts Listen()
    {
        var interrupts = new Interrupts();
        foreach (var signal in (PosixSignal[])[PosixSignal.SIGINT, PosixSignal.SIGTERM])
        {
            interrupts._signals.Add(PosixSignalRegistration.Create(signal, context =>
            {
                context.Cancel = true;
                interrupts.Interrupt();
            }));
        }

        return interrupts;
    }

    /// <summary>Does what a signal does.</summary>
    public void Interrupt()
    {
        if (_cancelled.IsCancellationRequested)
            _abandoned.Cancel();
        else
            _cancelled.Cancel();
    }

    public void Dispose()
    {
        foreach (var signal in _signals)
            signal.Dispose();
        _cancelled.Dispose();
        _abandoned.Dispose();
    }
}
