using Functron.Execution.Requests.Fields;

namespace Functron.Execution.Requests.Dockerfiles;

/// <summary>
/// What a function's Dockerfile may say: it builds without a build context, and gives the function by <c>CMD</c>. The builder says what
/// else is wrong with it.
/// </summary>
internal static class DockerfileRule
{
    private const string UseTarFile = "put the files into TarFile, they are in /data when the function runs.";

    /// <param name="dockerfile">Null when none was sent.</param>
    /// <returns>Each problem when it is asked for: there may be as many as the Dockerfile has lines.</returns>
    public static IEnumerable<RequestProblem> Check(Dockerfile? dockerfile)
    {
        if (dockerfile is null || string.IsNullOrWhiteSpace(dockerfile.Text))
            return [Problem("required", "DockerFile is missing or empty.")];
        if (dockerfile.DisputedDirective is > 0 and var directive)
        {
            return [Problem(
                "escape",
                $"Line {directive}: engines differ in whether this is an escape directive; make \"# escape=…\" the first line, "
                + "before \"# check=…\".")];
        }

        if (dockerfile.WrongLineEnd is > 0 and var line)
        {
            return [Problem(
                "line-ends",
                $"Line {line}: a carriage return without a line feed ends no line for the builder; "
                + "save it with Unix (LF) or Windows (CRLF) line ends.")];
        }

        return dockerfile.Instructions.SelectMany(Forbidden).Concat(Missing(dockerfile));
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
        {
            yield return Problem(
                "heredoc",
                $"Line {inner.Line}: this builder does not support heredocs (<<); join commands by && or put the text into TarFile.");
        }

        if (inner.Keyword == "ADD")
            yield return Problem("add", $"Line {inner.Line}: {prefix}ADD is not supported; {UseTarFile}");
        else if (inner.Keyword == "COPY" && !heredoc && inner.Flag("from") is null)
            yield return Problem("copy", $"Line {inner.Line}: {prefix}COPY works only with --from=; {UseTarFile}");
    }

    private static IEnumerable<RequestProblem> Missing(Dockerfile dockerfile)
    {
        var stage = dockerfile.Stages.LastOrDefault();
        if (stage is null)
            yield return Problem("from", "DockerFile has no FROM.");

        var command = dockerfile.Instructions.LastOrDefault(instruction => instruction.Keyword == "CMD");
        if (command is null)
            yield return Problem("cmd", $"DockerFile has no CMD: it gives the function.{BesideEntryPoint(dockerfile)}");
        else if (command.Line < stage?.Line)
            yield return Problem(
                "cmd", $"The last stage (line {stage.Line}) has no CMD: it gives the function.{BesideEntryPoint(dockerfile)}");
        else if (command.Arguments.Length == 0)
            yield return Problem("cmd", $"Line {command.Line}: CMD is empty: it gives the function.{BesideEntryPoint(dockerfile)}");
    }

    /// <summary>Whoever has an ENTRYPOINT may not see what a CMD is good for.</summary>
    private static string BesideEntryPoint(Dockerfile dockerfile) =>
        Stage.EntryPointOfLast(dockerfile.Stages) is { } entry
            ? $" Beside the ENTRYPOINT of line {entry.Line} it gives the arguments: add CMD [\"…\"] with them, or CMD [] if there are none."
            : "";

    private static RequestProblem Problem(string rule, string message) => new(FieldNames.DockerFile, "dockerfile-" + rule, message);
}
