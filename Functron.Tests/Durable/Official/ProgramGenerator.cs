namespace Functron.Tests.Durable.Official;

/// <summary>Makes the program of a seed, always the same.</summary>
internal sealed class ProgramGenerator
{
    private static readonly string[] Jsons =
    [
        "null", "\"\"", "\"text\"", "\"\\u00FC \\u0022 \\n \\uD83D\\uDE00 <&>\"",
        "0", "-1", "3.25", "1E+300", "9223372036854775807", "true", "false", "[]", "{}",
        "[1,[2,[null,\"x\"]]]", "{\"A\":1,\"b\":{\"C\":[null,false]},\"d\":null}",
    ];

    private readonly Random _random;
    private readonly int _rounds;
    private readonly bool _keepEvents;
    private int _names;

    private ProgramGenerator(int seed)
    {
        _random = new Random(seed);
        _rounds = OneIn(4) ? _random.Next(2, 4) : 1;
        _keepEvents = !OneIn(4);
    }

    public static Program Make(int seed)
    {
        var generator = new ProgramGenerator(seed);
        return new Program($"seed-{seed}", generator.Several(Place.Root, 3), generator._rounds, generator._keepEvents);
    }

    private bool OneIn(int n) => _random.Next(n) == 0;

    private T Any<T>(params ReadOnlySpan<T> values) => values[_random.Next(values.Length)];

    private string Json() => Any<string>(Jsons);

    private Sequence Several(Place place, int depth) => new([.. Enumerable.Range(0, _random.Next(1, 5)).Select(_ => One(place, depth))]);

    private Step One(Place place, int depth)
    {
        var kinds = depth == 0 ? 7 : 14;
        return _random.Next(kinds) switch
        {
            0 or 1 => new Echo(Json()),
            2 => Call(),
            3 => place == Place.Beside ? new Pause(_random.Next(1, 15)) : Speak(place),
            4 => place == Place.Beside ? new Facts() : new Show(Json()),
            5 => Any<Step>(new Pause(_random.Next(1, 15)), new TooLate(_random.Next(1, 15)), new LeaveOpen(OneIn(2)), new Facts()),
            6 => OneIn(3) ? new Throw(Fault()) : Talk(place),
            7 or 8 => new Together([.. Enumerable.Range(0, _random.Next(2, 5)).Select(_ => One(Place.Beside, depth - 1))]),
            9 or 10 => new Catch(OneIn(2) ? Several(place, depth - 1) : One(place, depth - 1)),
            11 or 12 => new Child(Several(Place.Child, depth - 1), OneIn(3) ? Repeats() : null, OneIn(3)),
            _ => new InTime(OneIn(2) ? Several(place, depth - 1) : One(place, depth - 1)),
        };
    }

    private Step Call()
    {
        var repeat = OneIn(3) ? null : Repeats();
        return new Flaky(repeat is null ? Any(0, 1) : _random.Next(0, repeat.Attempts + 1), Fault(), repeat);
    }

    private Step Speak(Place place) => place == Place.Root
        ? new Listen(Any("Heard", "heard"), [.. Enumerable.Range(0, _random.Next(1, 4)).Select(_ => Json())], OneIn(3), OneIn(8))
        : Talk(place);

    private Talk Talk(Place place)
    {
        var (early, late) = (_random.Next(3), _random.Next(3));

        // The test host of this version loses events that ContinueAsNew is to keep: there, none is left over.
        var waits = _rounds > 1 && _keepEvents ? early + late : _random.Next(4);
        var name = place == Place.Beside ? $"own-{_names++}" : Any("one", "two");
        return new Talk(name, early, waits, late, Any(GivenUp.None, GivenUp.Open, GivenUp.Before));
    }

    private Repeat Repeats() => new(Any(RepeatKind.Policy, RepeatKind.PolicyForOwn, RepeatKind.Handler), _random.Next(1, 4));

    private Fault Fault() => new(Any(FaultKind.InvalidOperation, FaultKind.Own, FaultKind.Several), _random.Next(0, 3));

    /// <summary>Where a part stands decides what it may do without a race.</summary>
    private enum Place
    {
        /// <summary>Alone in the instance that is looked at.</summary>
        Root,

        /// <summary>Alone in a sub-orchestration.</summary>
        Child,

        /// <summary>While other parts of its instance go on: nothing that they share.</summary>
        Beside,
    }
}
