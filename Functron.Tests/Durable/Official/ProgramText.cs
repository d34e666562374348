using System.Text;

namespace Functron.Tests.Durable.Official;

/// <summary>A program as a person reads it: a part a line, what is within it indented.</summary>
internal static class ProgramText
{
    public static string Of(Program program)
    {
        var text = new StringBuilder($"{program.Name}: {program.Rounds} rounds, events {(program.KeepEvents ? "kept" : "dropped")}\n");
        Write(text, program, program.Body, 1);
        return text.ToString();
    }

    private static void Write(StringBuilder text, Program program, Step step, int depth)
    {
        text.Append(' ', 2 * depth).Append(program.NumberOf(step)).Append(' ').AppendLine(Line(step));
        foreach (var part in step.Parts)
            Write(text, program, part, depth + 1);
    }

    private static string Line(Step step) => step switch
    {
        Echo echo => $"echo {echo.Json}",
        Flaky flaky => $"flaky {flaky.Times} times, {flaky.Fault.Kind} {flaky.Fault.Depth}{Tell(flaky.Repeat)}",
        Throw failing => $"throw {failing.Fault.Kind} {failing.Fault.Depth}",
        Pause pause => $"pause {pause.Milliseconds} ms",
        Show show => $"show {show.Json}",
        TooLate late => $"wait {late.Milliseconds} ms in vain",
        LeaveOpen open => $"leave {(open.Activity ? "an activity" : "a timer")} open",
        Child child => $"sub-orchestration{(child.OwnId ? " with an id" : "")}{Tell(child.Repeat)}",
        Talk talk => $"talk '{talk.Name}': {talk.Early} early, {talk.Waits} waits, {talk.Late} late, given up: {talk.GivenUp}",
        Listen { Terminated: true } listen => $"listen '{listen.Name}': terminated with {listen.Jsons[0]}",
        Listen listen => $"listen '{listen.Name}': {(listen.Suspended ? "suspended, " : "")}told {string.Join(' ', listen.Jsons)}",
        _ => step.GetType().Name,
    };

    private static string Tell(Repeat? repeat) => repeat is null ? "" : $", {repeat.Attempts} attempts by {repeat.Kind}";
}
