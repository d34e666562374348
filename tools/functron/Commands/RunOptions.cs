namespace Functron.Cli.Commands;

/// <summary>What <c>run</c> was asked for.</summary>
/// <param name="Folder">A folder with a Dockerfile.</param>
/// <param name="Url">Where Functron listens, with a slash at the end.</param>
/// <param name="Name">The function's name.</param>
/// <param name="Timeout">Seconds that the function may run; null leaves it to Functron.</param>
/// <param name="Stdin">A file, or <c>-</c> for this command's standard input; null takes that only when it is piped.</param>
internal sealed record RunOptions(string Folder, Uri Url, string Name, double? Timeout, string? Stdin)
{
    public static readonly Uri DefaultUrl = new("http://localhost:8081/");
}
