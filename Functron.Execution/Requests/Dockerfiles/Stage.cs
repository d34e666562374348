namespace Functron.Execution.Requests.Dockerfiles;

/// <summary>A stage of a Dockerfile: from its <c>FROM</c> to the next one.</summary>
/// <param name="Line">The number of the line with its <c>FROM</c>, from 1.</param>
/// <param name="From">The word behind <c>FROM</c>, an image or an earlier stage, as it is written. Empty when there is no word.</param>
/// <param name="Name">Null when it has no name.</param>
/// <param name="EntryPoint">Its last <c>ENTRYPOINT</c>. Null when it has none of its own.</param>
internal sealed record Stage(int Line, string From, string? Name, Instruction? EntryPoint)
{
    public static IReadOnlyList<Stage> In(IReadOnlyList<Instruction> instructions)
    {
        var stages = new List<Stage>();
        foreach (var instruction in instructions)
        {
            if (instruction.Keyword == "FROM")
                stages.Add(BegunBy(instruction));
            else if (instruction.Keyword == "ENTRYPOINT" && stages.Count > 0)
                stages[^1] = stages[^1] with { EntryPoint = instruction };
        }

        return stages;
    }

    /// <summary>The ENTRYPOINT of the last stage: its own, or the one that it has from the stage that it starts from.</summary>
    public static Instruction? EntryPointOfLast(IReadOnlyList<Stage> stages)
    {
        string? wanted = null;
        for (var i = stages.Count - 1; i >= 0; i--)
        {
            var stage = stages[i];
            if (wanted is not null && !wanted.Equals(stage.Name, StringComparison.OrdinalIgnoreCase))
                continue;
            if (stage.EntryPoint is not null || stage.From.Length == 0)
                return stage.EntryPoint;
            wanted = stage.From;
        }

        return null;
    }

    private static Stage BegunBy(Instruction from)
    {
        // Flags may stand before the image, AS and a name behind it.
        string[] words =
        [
            .. from.Arguments.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
                .SkipWhile(word => word.StartsWith("--", StringComparison.Ordinal)).Take(3),
        ];
        return new Stage(
            from.Line,
            words is [var image, ..] ? image : "",
            words is [_, var keyword, var name] && keyword.Equals("AS", StringComparison.OrdinalIgnoreCase) ? name : null,
            EntryPoint: null);
    }
}
