using Functron.Execution.Requests.Fields;

namespace Functron.Execution.Requests;

/// <summary>What a function's name may be. Docker must accept it, because it becomes part of other names.</summary>
internal static class FnNameRule
{
    private const int Longest = 63;

    public static IEnumerable<RequestProblem> Check(string? name)
    {
        if (string.IsNullOrEmpty(name))
        {
            yield return Problem("required", "FnName is missing or empty.");
            yield break;
        }

        if (name.Length > Longest)
            yield return Problem("length", $"FnName has more than {Longest} characters.");
        if (!name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '-'))
            yield return Problem("characters", "FnName has characters other than A-Z, a-z, 0-9, '_', '.' and '-'.");
        else if (!char.IsAsciiLetterOrDigit(name[0]))
            yield return Problem("start", "FnName does not start with a letter or digit.");
    }

    private static RequestProblem Problem(string rule, string message) => new(FieldNames.FnName, "fn-name-" + rule, message);
}
