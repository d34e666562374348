namespace Functron.Tests.EndToEnd;

/// <summary>What the launchers of a Functron have recorded, as its data directory has it.</summary>
internal static class LauncherRecords
{
    /// <summary>The folders of its runs, without that of the trial at its start.</summary>
    public static IReadOnlyList<string> Runs(string data)
    {
        var runs = Path.Combine(data, "runs");
        return Directory.Exists(runs)
            ? [.. Directory.GetDirectories(runs).Where(
                run => Read(Path.Combine(run, "instance")) is { Length: > 0 } id && !id.StartsWith("trial-", StringComparison.Ordinal))]
            : [];
    }

    public static string Status(string data) => string.Concat(Runs(data).Select(run => Read(Path.Combine(run, "status"))));

    /// <summary>Waits until a function has started, at most a minute: the engine tells of its container before that.</summary>
    public static async Task UntilStartedAsync(string data)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (!Status(data).Contains("\nstarted ", StringComparison.Ordinal))
        {
            if (limit.IsCancellationRequested)
                Assert.Fail($"No function has started after a minute: '{Status(data)}'");
            await Task.Delay(5, CancellationToken.None);
        }
    }

    private static string Read(string file)
    {
        try
        {
            using var reader = new StreamReader(
                new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
            return reader.ReadToEnd();
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return "";
        }
    }
}
