using Functron.Execution.Requests.Fields;

namespace Functron.Execution.Requests.Dockerfiles;

/// <summary>
/// What a function's Dockerfile may say: it builds from an image without a build context, and gives the function by
/// <c>CMD</c>. What else is wrong with it is the builder's to say.
/// </summary>
internal static class DockerfileRule
{
    /// <returns>One after the other: there may be as many as it has lines.</returns>
    public static IEnumerable<RequestProblem> Check(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
            return [Problem("required", "DockerFile is missing or empty.")];

        var lines = DockerfileReader.Lines(text);
        if (Directives.DisputedLine(lines) is > 0 and var directive)
            return [Problem("escape", $"Line {directive}: engines differ in whether this is an escape directive; make \"# escape=…\" the first line, before \"# check=…\".")];
        if (LineEnds.FirstWrong(lines, Directives.EscapeOf(lines)) is > 0 and var line)
            return [Problem("line-ends", $"Line {line}: a carriage return without a line feed ends no line for the builder; save it with Unix (LF) or Windows (CRLF) line ends.")];

        var instructions = DockerfileReader.Read(text).ToList();
        return instructions.SelectMany(Forbidden).Concat(Missing(instructions));
    }

    private static IEnumerable<RequestProblem> Forbidden(Instruction instruction)
    {
        var prefix = "";
        var inner = instruction;
        if (instruction.Keyword == "ONBUILD")
        {
            prefix = "ONBUILD ";
            inner = instruction.Triggered();
        }

        var heredoc = inner.HasHeredoc;
        if (heredoc)
            yield return Problem("heredoc", $"Line {inner.Line}: this builder does not support heredocs (<<); join commands by && or put the text into TarFile.");

        if (inner.Keyword == "ADD")
            yield return Problem("add", $"Line {inner.Line}: {prefix}ADD is not supported; put the files into TarFile, they are in /data when the function runs.");
        else if (inner.Keyword == "COPY" && !heredoc && inner.Flag("from") is null)
            yield return Problem("copy", $"Line {inner.Line}: {prefix}COPY works only with --from=; put the files into TarFile, they are in /data when the function runs.");
    }

    private static IEnumerable<RequestProblem> Missing(List<Instruction> instructions)
    {
        var stage = instructions.FindLastIndex(instruction => instruction.Keyword == "FROM");
        if (stage < 0)
            yield return Problem("from", "DockerFile has no FROM.");

        var command = instructions.FindLastIndex(instruction => instruction.Keyword == "CMD");
        if (command < 0 || command < stage)
        {
            yield return Problem("cmd", (command < 0
                ? "DockerFile has no CMD: it gives the function."
                : $"The last stage (line {instructions[stage].Line}) has no CMD: it gives the function.") + BesideEntryPoint(instructions));
        }
        else if (instructions[command].Arguments.Length == 0)
        {
            yield return Problem("cmd", $"Line {instructions[command].Line}: CMD is empty: it gives the function.{BesideEntryPoint(instructions)}");
        }
    }

    /// <summary>Whoever has an ENTRYPOINT may not see what a CMD is good for.</summary>
    private static string BesideEntryPoint(IReadOnlyList<Instruction> instructions) =>
        Stages.EntryPointOfLast(instructions) is { } entry
            ? $" Beside the ENTRYPOINT of line {entry.Line} it gives the arguments: add CMD [\"…\"] with them, or CMD [] if there are none."
            : "";

    private static RequestProblem Problem(string rule, string message) => new(FieldNames.DockerFile, "dockerfile-" + rule, message);
}
