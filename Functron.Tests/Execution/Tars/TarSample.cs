using System.Text.Json;
using Functron.Execution;
using Functron.Execution.Requests.Tars;
using Functron.Execution.Run.ByEngine;

namespace Functron.Tests.Requests.Tars;

/// <summary>An archive, what the gate says to it, and what it is unpacked to by others.</summary>
internal sealed record TarSample(string Name, byte[] Tar)
{
    public IReadOnlyList<(string Rule, string Message)> Problems { get; } =
        new TarInspection(new ExecutionOptions()).Inspect(new MemoryStream(Tar), CancellationToken.None);

    public bool IsTaken => Problems.Count == 0;

    /// <summary>It is damaged, which every reader should see; else what it holds is against a rule of Functron's own.</summary>
    public bool IsDamaged => Problems is [{ Rule: "corrupt" or "format" }];

    /// <summary>As the engine gets it.</summary>
    public byte[] Rewritten(string folder = "")
    {
        using var rewritten = new RewrittenTar(new MemoryStream(Tar), folder, new ExecutionOptions(), CancellationToken.None);
        var bytes = new MemoryStream();
        rewritten.CopyTo(bytes);
        return bytes.ToArray();
    }
}

/// <summary>A line of what trees.py tells.</summary>
internal sealed record UnpackedTrees(string Name, UnpackedTree Launcher, UnpackedTree Gnu, UnpackedTree? Rewritten)
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNameCaseInsensitive = true };

    public static UnpackedTrees Of(string line) => JsonSerializer.Deserialize<UnpackedTrees>(line, Json)!;
}

internal sealed record UnpackedTree(int Code, string Said, JsonElement Tree)
{
    // What the engine can set; trees are compared as if GNU tar had the same bounds.
    private const long Latest = long.MaxValue / 1_000_000_000 * 1_000_000_000;

    /// <summary>One line for each thing in it.</summary>
    public string Lines => LinesOf(Tree);

    public static string LinesOf(JsonElement tree) => string.Join('\n', tree.EnumerateArray().Select(entry =>
    {
        var time = entry.GetProperty("time");
        var shown = time.ValueKind == JsonValueKind.Number ? $"{Math.Clamp(time.GetDecimal(), 0, Latest)}" : "now";
        var rest = entry.EnumerateObject().Where(property => property.Name != "time").Select(property => property.Value.GetRawText());
        return $"{string.Join(' ', rest)} {shown}";
    }));
}
