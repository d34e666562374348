using System.CommandLine.Parsing;

namespace Functron.Cli.Commands;

/// <summary>What <c>run</c> takes as its arguments' values. A value that it does not take becomes an error of the parser.</summary>
internal static class RunArguments
{
    public static void NeedsDockerfile(ArgumentResult result)
    {
        if (result.GetValueOrDefault<string>() is { } folder && !File.Exists(Path.Combine(folder, "Dockerfile")))
            result.AddError($"{folder} is not a folder with a Dockerfile");
    }

    public static void NeedsFile(OptionResult result)
    {
        if (result.GetValueOrDefault<string>() is { } file and not "-" && !File.Exists(file))
            result.AddError($"--stdin: {file} is not a file");
    }

    public static double? Seconds(ArgumentResult result)
    {
        if (double.TryParse(result.Tokens[0].Value, out var seconds) && double.IsFinite(seconds))
            return seconds;
        result.AddError("--timeout takes seconds, such as 2.5");
        return null;
    }

    public static Uri? Address(ArgumentResult result)
    {
        if (Uri.TryCreate(result.Tokens[0].Value.TrimEnd('/') + "/", UriKind.Absolute, out var url) && url.Scheme is "http" or "https")
            return url;
        result.AddError("--url takes an address such as http://localhost:8081");
        return null;
    }
}
