namespace Functron.Execution.Requests.Dockerfiles;

/// <summary>The stages of a Dockerfile, each from its <c>FROM</c> to the next.</summary>
internal static class Stages
{
    /// <summary>The ENTRYPOINT that the last stage has, or has from the stage that it starts from.</summary>
    public static Instruction? EntryPointOfLast(IReadOnlyList<Instruction> instructions)
    {
        var name = "";
        Instruction? found = null;
        for (var i = instructions.Count - 1; i >= 0; i--)
        {
            var instruction = instructions[i];
            if (instruction.Keyword == "ENTRYPOINT")
                found ??= instruction;
            if (instruction.Keyword != "FROM")
                continue;

            var from = FromWords(instruction);
            var ours = name.Length == 0 || NameOf(from) is { } its && its.Equals(name, StringComparison.OrdinalIgnoreCase);
            if (ours && (found is not null || from.Length == 0))
                return found;
            if (ours)
                name = from[0];
            found = null;
        }

        return null;
    }

    /// <summary>What stands behind a FROM, without its flags: an image or stage, and perhaps <c>AS</c> and a name.</summary>
    public static string[] FromWords(Instruction from) =>
        [.. from.Arguments.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).SkipWhile(word => word.StartsWith("--", StringComparison.Ordinal))];

    /// <returns>Null: the stage has no name.</returns>
    public static string? NameOf(string[] fromWords) =>
        fromWords.Length > 2 && fromWords[1].Equals("AS", StringComparison.OrdinalIgnoreCase) ? fromWords[2] : null;
}
