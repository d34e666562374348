using Functron.Execution.Requests.Fields;

namespace Functron.Execution.Requests.Dockerfiles;

/// <summary>
/// What a function's Dockerfile may say: it builds from an image without a build context, and gives the function by
/// <c>CMD</c>. What else is wrong with it is the builder's to say.
/// </summary>
internal static class DockerfileRule
{
    public static IReadOnlyList<RequestProblem> Check(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
            return [Problem("required", "DockerFile is missing or empty.")];

        var instructions = DockerfileReader.Read(text).ToList();
        return [.. instructions.SelectMany(Forbidden), .. Missing(instructions)];
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

        var heredoc = Heredoc.In(inner).Any();
        if (heredoc)
            yield return Problem("heredoc", $"Line {inner.Line}: this builder does not support heredocs.");

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
            yield return Problem("cmd", command < 0
                ? "DockerFile has no CMD: it gives the function."
                : $"The last stage (line {instructions[stage].Line}) has no CMD: it gives the function.");
        }
        else if (instructions[command].Arguments.Length == 0)
        {
            yield return Problem("cmd", $"Line {instructions[command].Line}: CMD is empty: it gives the function.");
        }
    }

    private static RequestProblem Problem(string rule, string message) => new(FieldNames.DockerFile, "dockerfile-" + rule, message);
}
