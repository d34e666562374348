using System.Collections.Concurrent;
using System.Globalization;

namespace Functron.Tests.Durable.Official;

/// <summary>
/// Orchestrators that are made by chance, on this engine and on Microsoft's. FUNCTRON_PROGRAMS says how many, FUNCTRON_PROGRAM_SEED the
/// first seed.
/// </summary>
public sealed class GeneratedProgramTests
{
    private const int Lanes = 6;

    [Fact(Timeout = 600_000)]
    public async Task Generated_orchestrators_end_the_same_on_both_engines()
    {
        var (first, count) = (Number("FUNCTRON_PROGRAM_SEED", 1), Number("FUNCTRON_PROGRAMS", 200));
        var seeds = new ConcurrentQueue<int>(Enumerable.Range(first, count));
        var differences = new ConcurrentBag<Difference>();

        await Task.WhenAll(Enumerable.Range(0, Lanes).Select(_ => RunLaneAsync(seeds, differences)));

        Assert.True(differences.IsEmpty, $"{differences.Count} of {count} differ. {string.Join("\n\n", differences)}");
    }

    [Fact]
    public void A_seed_makes_the_same_program_each_time()
        => Assert.Equal(ProgramText.Of(ProgramGenerator.Make(7)), ProgramText.Of(ProgramGenerator.Make(7)));

    [Fact]
    public void All_that_programs_can_do_is_generated()
    {
        var steps = Enumerable.Range(1, 200).SelectMany(seed => ProgramGenerator.Make(seed).Steps);
        var made = steps.Select(step => step.GetType()).ToHashSet();

        Assert.Empty(typeof(Step).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Step))).Except(made));
    }

    [Fact]
    public void A_smaller_program_has_fewer_parts_or_rounds()
    {
        var program = ProgramGenerator.Make(7);

        Assert.All(
            Shrinking.Smaller(program),
            smaller => Assert.True(smaller.Steps.Count < program.Steps.Count || smaller.Rounds < program.Rounds));
        Assert.NotEmpty(Shrinking.Smaller(program));
    }

    private static async Task RunLaneAsync(ConcurrentQueue<int> seeds, ConcurrentBag<Difference> differences)
    {
        await using var engines = await BothEngines.StartAsync(ProgramTasks.Register);
        while (seeds.TryDequeue(out var seed))
        {
            if (await engines.CompareAsync(ProgramGenerator.Make(seed)) is { } difference)
                differences.Add(await Shrinking.SmallestAsync(engines, difference));
        }
    }

    private static int Number(string variable, int otherwise)
        => Environment.GetEnvironmentVariable(variable) is { } set ? int.Parse(set, CultureInfo.InvariantCulture) : otherwise;
}
