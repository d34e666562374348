namespace Functron.Tests.Commands;

/// <summary>The environment variables of a command: neither the developer's own Functron nor the tests' own build may change it.</summary>
internal static class CommandEnvironment
{
    private static readonly string[] ForeignBeginnings = ["Functron__", "ASPNETCORE_", "MSBuild", "VSTEST"];

    private static readonly string[] ForeignNames =
        ["DOTNET_ENVIRONMENT", "FUNCTIONS_WORKER_RUNTIME", "WEBSITE_SITE_NAME", "FUNCTIONS_APPLICATION_DIRECTORY"];

    /// <param name="environment">The one that it would have.</param>
    /// <param name="own">Variables to set; a null value removes one.</param>
    public static void Set(IDictionary<string, string?> environment, Dictionary<string, string?> own)
    {
        foreach (var name in environment.Keys.Where(IsForeign).ToList())
            environment.Remove(name);
        // A build server would outlive the command, with its streams open.
        environment["MSBUILDDISABLENODEREUSE"] = "1";
        foreach (var (name, value) in own)
        {
            environment.Remove(name);
            if (value is not null)
                environment[name] = value;
        }
    }

    private static bool IsForeign(string name) =>
        ForeignBeginnings.Any(beginning => name.StartsWith(beginning, StringComparison.OrdinalIgnoreCase))
        || ForeignNames.Contains(name, StringComparer.Ordinal);
}
