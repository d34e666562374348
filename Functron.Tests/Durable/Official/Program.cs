using System.Collections.Concurrent;

namespace Functron.Tests.Durable.Official;

/// <summary>A generated orchestrator.</summary>
/// <param name="rounds">How often it runs; all but the last end with ContinueAsNew.</param>
/// <param name="keepEvents">What ContinueAsNew does with events that nobody has waited for.</param>
internal sealed class Program(string name, Step body, int rounds, bool keepEvents)
{
    private static readonly ConcurrentDictionary<string, Program> Known = new();

    public string Name => name;

    public Step Body => body;

    public int Rounds => rounds;

    public bool KeepEvents => keepEvents;

    /// <summary>All parts; a part's number is its place here.</summary>
    public IReadOnlyList<Step> Steps { get; } = [.. AllOf(body)];

    /// <summary>
    /// Whether its tasks have the same numbers on both engines: not where several go on at once, nor behind a retry policy, after which
    /// Microsoft's engine sets a timer that nobody needs.
    /// </summary>
    public bool NumbersAgree
        => Steps.All(step => step is not (Together or Flaky { Repeat.Kind: not RepeatKind.Handler } or Child { Repeat: not null }));

    /// <summary>Lets orchestrators find it by its name.</summary>
    public void Announce() => Known[Name] = this;

    public static Program Find(string name) => Known[name];

    public int NumberOf(Step step)
    {
        for (var number = 0; number < Steps.Count; number++)
        {
            if (ReferenceEquals(Steps[number], step))
                return number;
        }

        throw new ArgumentException("It is no part of the program.", nameof(step));
    }

    private static IEnumerable<Step> AllOf(Step step) => step.Parts.SelectMany(AllOf).Prepend(step);
}

/// <summary>What an orchestrator is started with.</summary>
/// <param name="Part">The number of its body.</param>
/// <param name="Root">The id of the instance that all began with.</param>
internal sealed record ProgramInput(string Program, int Part, int Round, string Root);
