namespace Functron.Execution.Engine;

/// <summary>Names of containers and images. They are for people. The labels hold the exact values.</summary>
internal static class ResourceNames
{
    private const int FnNameLength = 30;
    private const int RunIdLength = 12;

    /// <summary><c>functron-{FnName, lower case, other characters '-', at most 30}-{12 characters of the run id}</c></summary>
    public static string For(string fnName, string runId)
    {
        var name = new string(fnName.ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-').Take(FnNameLength).ToArray());
        return $"functron-{name}-{runId[..RunIdLength]}";
    }
}
