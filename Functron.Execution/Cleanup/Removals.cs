using Functron.Execution.Engine;

namespace Functron.Execution.Cleanup;

/// <summary>Several removals, of which one that fails does not stop the others.</summary>
internal sealed class Removals
{
    private readonly List<string> _failures = [];

    public IReadOnlyList<string> Failures => _failures;

    public int Done { get; private set; }

    /// <param name="what">For the report.</param>
    public async Task AddAsync(string what, Func<Task> removal)
    {
        try
        {
            await removal();
            Done++;
        }
        catch (Exception e) when (e is EngineRefusedException or EngineUnreachableException or OperationCanceledException or IOException or UnauthorizedAccessException)
        {
            _failures.Add($"{what}: {e.Message}");
        }
    }
}
