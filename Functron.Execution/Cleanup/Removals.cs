using Functron.Execution.Engine;

namespace Functron.Execution.Cleanup;

/// <summary>The outcome of several removals. One that fails does not stop the others.</summary>
internal sealed class Removals
{
    private readonly Lock _lock = new();
    private readonly List<string> _failures = [];

    public IReadOnlyList<string> Failures => _failures;

    public int Done { get; private set; }

    /// <param name="failure">Why something could not be removed, with its name. Null when it was removed.</param>
    public void Add(string? failure)
    {
        lock (_lock)
        {
            if (failure is null)
                Done++;
            else
                _failures.Add(failure);
        }
    }

    /// <param name="what">For the report.</param>
    public async Task AddAsync(string what, Func<Task> removal)
    {
        try
        {
            await removal();
            Add(null);
        }
        catch (Exception e) when (e is EngineRefusedException or EngineUnreachableException
            or OperationCanceledException or IOException or UnauthorizedAccessException)
        {
            Add($"{what}: {e.Message}");
        }
    }
}
