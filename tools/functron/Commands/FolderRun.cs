using System.Net;
using Functron.Cli.Api;
using Functron.Cli.Output;
using Functron.Cli.Requests;

namespace Functron.Cli.Commands;

/// <summary>One run of a folder: it is sent, its invocation is followed to the end, and the answer is shown.</summary>
internal sealed class FolderRun(
    RunOptions options, FunctronClient client, Screen screen, AnswerOutput output, Interrupts interrupts, TimeProvider time)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(25);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(250);

    /// <returns>The function's exit code, or one of <see cref="ExitCodes"/>.</returns>
    /// <exception cref="OperationCanceledException">It was given up.</exception>
    /// <exception cref="HttpRequestException">Functron cannot be reached.</exception>
    /// <exception cref="IOException">The folder or the input cannot be read.</exception>
    /// <exception cref="System.Text.Json.JsonException">What answers is not Functron.</exception>
    public async Task<int> RunAsync()
    {
        await using var stdin = await StandardInput.OpenAsync(options.Stdin, screen.Say, time, interrupts.Cancelled);
        string id;
        try
        {
            id = await screen.ShowProgressAsync(() => SendAsync(stdin));
        }
        catch (ProblemException e)
        {
            screen.Say(e.Problem);
            return ExitCodeOf(e.Problem.Status);
        }

        try
        {
            var (invocation, cancelled) = await screen.ShowProgressAsync(() => FollowAsync(id));
            return await output.ShowAsync(invocation, options.Timeout, cancelled);
        }
        catch (ProblemException e)
        {
            screen.Say(e.Problem);
            return ExitCodes.PlatformFailure;
        }
    }

    private Task<string> SendAsync(Stream stdin)
    {
        screen.Progress("sending");
        return client.StartAsync(new FolderContent(options.Folder, options.Name, options.Timeout, stdin), interrupts.Cancelled);
    }

    private async Task<(Invocation Invocation, bool Cancelled)> FollowAsync(string id)
    {
        var (shown, pause, cancelled) = ("", FirstPause, false);
        while (true)
        {
            if (interrupts.Cancelled.IsCancellationRequested && !cancelled)
            {
                cancelled = true;
                screen.Progress("cancelling");
                await client.CancelAsync(id, interrupts.Abandoned);
            }

            var invocation = await client.GetAsync(id, interrupts.Abandoned);
            if (invocation.HasEnded)
                return (invocation, cancelled);
            if (invocation.Phase is { } phase && phase != shown)
                screen.Progress(WordsOf(shown = phase));
            await PauseAsync(pause, cancelled ? interrupts.Abandoned : interrupts.Cancelled);
            pause = TimeSpan.FromTicks(Math.Min(LongestPause.Ticks, pause.Ticks * 3 / 2));
        }
    }

    private async Task PauseAsync(TimeSpan pause, CancellationToken cancel)
    {
        try
        {
            await Task.Delay(pause, time, cancel);
        }
        catch (OperationCanceledException) when (!interrupts.Abandoned.IsCancellationRequested)
        {
            // The first signal: the next round cancels the function.
        }
    }

    private static int ExitCodeOf(HttpStatusCode status) => status switch
    {
        HttpStatusCode.BadRequest or HttpStatusCode.RequestEntityTooLarge or HttpStatusCode.UnsupportedMediaType => ExitCodes.Refused,
        HttpStatusCode.ServiceUnavailable => ExitCodes.Unavailable,
        _ => ExitCodes.PlatformFailure,
    };

    private static string WordsOf(string phase) => phase switch
    {
        "Queued" => "queued",
        "Building" => "building the image",
        "Running" => "running",
        "CleaningUp" => "cleaning up",
        _ => phase,
    };
}
