using System.IO.Pipelines;

namespace Functron.Cli.Requests;

/// <summary>The function's standard input: a file, or what is piped into this command.</summary>
internal static class StandardInput
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <param name="option">A file, <c>-</c>, or null.</param>
    /// <param name="say">Told when a pipe gives nothing.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static async Task<Stream> OpenAsync(string? option, Action<string> say, TimeProvider time, CancellationToken cancel)
    {
        if (option is not null and not "-")
            return File.OpenRead(option);
        if (option is null && !Console.IsInputRedirected)
            return Stream.Null;
        return await OpenPipeAsync(Console.OpenStandardInput(), waits: option is "-", say, time, cancel);
    }

    /// <param name="waits">Waits for the first byte, or for the end, however long that takes.</param>
    internal static async Task<Stream> OpenPipeAsync(
        Stream input, bool waits, Action<string> say, TimeProvider time, CancellationToken cancel)
    {
        var piped = PipeReader.Create(input);
        var first = piped.ReadAsync(cancel).AsTask();
        try
        {
            // A service or a CI job may pass on a pipe that nobody writes to or closes: without --stdin - the command must not hang.
            var read = await first.WaitAsync(waits ? Timeout.InfiniteTimeSpan : Patience, time, cancel);
            piped.AdvanceTo(read.Buffer.Start);
            return piped.AsStream();
        }
        catch (TimeoutException)
        {
            say($"nothing came on stdin within {Patience.TotalSeconds:0} s, so the function gets none; --stdin - waits for it");
            return Stream.Null;
        }
    }
}
