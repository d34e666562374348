using System.Diagnostics;

namespace Functron.Tests.Durable.Official;

/// <summary>Looks for a smaller program that shows a difference, too, as long as its time lasts.</summary>
internal static class Shrinking
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static async Task<Difference> SmallestAsync(BothEngines engines, Difference difference)
    {
        var watch = Stopwatch.StartNew();
        for (var smaller = difference; smaller is not null; difference = smaller ?? difference)
        {
            smaller = null;
            foreach (var program in Smaller(difference.Program))
            {
                if (watch.Elapsed > Patience)
                    return difference;
                smaller = await engines.CompareAsync(program);
                if (smaller is not null)
                    break;
            }
        }

        return difference;
    }

    public static IEnumerable<Program> Smaller(Program program)
    {
        var number = 0;
        if (program.Rounds > 1)
            yield return Named(program.Body, program.Rounds - 1);
        foreach (var body in Smaller(program.Body))
            yield return Named(body, program.Rounds);

        Program Named(Step body, int rounds) => new($"{program.Name}.{number++}", body, rounds, program.KeepEvents);
    }

    /// <summary>What stands alone can stand anywhere, so a part may take the place of what holds it.</summary>
    private static IEnumerable<Step> Smaller(Step step) =>
    [
        .. step.Parts,
        .. step is Sequence or Together && step.Parts.Count > 1
            ? step.Parts.Select((_, place) => With(step, [.. step.Parts.Where((_, other) => other != place)]))
            : [],
        .. step.Parts.SelectMany((part, place) => Smaller(part).Select(
            smaller => With(step, [.. step.Parts.Select((old, other) => other == place ? smaller : old)]))),
    ];

    private static Step With(Step step, IReadOnlyList<Step> parts) => step switch
    {
        Sequence => new Sequence(parts),
        Together => new Together(parts),
        InTime => new InTime(parts[0]),
        Catch => new Catch(parts[0]),
        Child child => child with { Step = parts[0] },
        _ => step,
    };
}
