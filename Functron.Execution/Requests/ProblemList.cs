using System.Globalization;

namespace Functron.Execution.Requests;

/// <summary>
/// What is wrong with a request, in the order in which it was found. The first hundred problems are named and the others are only counted,
/// because the sender decides how many there are.
/// </summary>
internal sealed class ProblemList
{
    public const int Named = 100;

    private readonly List<RequestProblem> _named = [];
    private long _count;

    /// <summary>The named problems, and then one that says how many are not named.</summary>
    public IReadOnlyList<RequestProblem> All => _count > Named ? [.. _named, More(_count - Named)] : [.. _named];

    public bool IsEmpty => _count == 0;

    public void Add(RequestProblem problem)
    {
        if (++_count <= Named)
            _named.Add(problem);
    }

    public void AddRange(IEnumerable<RequestProblem> problems)
    {
        foreach (var problem in problems)
            Add(problem);
    }

    private static RequestProblem More(long count) => new(
        "",
        "more-problems",
        string.Create(
            CultureInfo.InvariantCulture, $"And {count} more {(count == 1 ? "problem that is" : "problems that are")} not named here."));
}
