using System.CommandLine;
using System.Text.Json;
using Functron.Cli.Api;
using Functron.Cli.Output;
using Functron.Cli.Requests;

namespace Functron.Cli.Commands;

/// <summary>Sends a folder to Functron, follows the invocation, and ends as the function did.</summary>
internal static class RunCommand
{
    public static Command Create()
    {
        var folder = new Argument<string>("FOLDER") { Description = "a Dockerfile, and the files that the function finds in /data" };
        folder.Validators.Add(RunArguments.NeedsDockerfile);
        var stdin = new Option<string?>("--stdin")
        {
            Description = "the function's standard input: a file, or - for this command's own (also taken when piped)",
            HelpName = "FILE|-",
        };
        stdin.Validators.Add(RunArguments.NeedsFile);
        var timeout = new Option<double?>("--timeout")
        {
            Description = "seconds that the function may run",
            HelpName = "S",
            CustomParser = RunArguments.Seconds,
        };
        var name = new Option<string?>("--name") { Description = "a name for people (default: the folder's)", HelpName = "N" };
        var url = new Option<Uri?>("--url")
        {
            Description = "where Functron listens (default: http://localhost:8081)",
            HelpName = "URL",
            CustomParser = RunArguments.Address,
        };
        var quiet = new Option<bool>("--quiet", "-q") { Description = "no progress on stderr" };
        // For run.sh, which asks before it starts an engine and a Functron.
        var check = new Option<bool>("--check") { Description = "only checks the arguments", Hidden = true };
        var command = new Command("run", "Runs the function in a folder, and ends with its exit code.")
        {
            folder, stdin, timeout, name, url, quiet, check,
        };
        command.SetAction(parsed => parsed.GetValue(check) ? Task.FromResult(0) : RunAsync(
            new RunOptions(
                parsed.GetRequiredValue(folder),
                parsed.GetValue(url) ?? RunOptions.DefaultUrl,
                parsed.GetValue(name) ?? FunctionName.Of(parsed.GetRequiredValue(folder)),
                parsed.GetValue(timeout),
                parsed.GetValue(stdin)),
            Screen.OnStandardError(parsed.GetValue(quiet))));
        return command;
    }

    private static async Task<int> RunAsync(RunOptions options, Screen screen)
    {
        using var interrupts = Interrupts.Listen();
        using var http = new HttpClient { BaseAddress = options.Url, Timeout = Timeout.InfiniteTimeSpan };
        await using var stdout = Console.OpenStandardOutput();
        await using var stderr = Console.OpenStandardError();
        var output = new AnswerOutput(stdout, stderr, screen);
        var run = new FolderRun(options, new FunctronClient(http), screen, output, interrupts, TimeProvider.System);
        try
        {
            return await run.RunAsync();
        }
        catch (OperationCanceledException)
        {
            screen.Say("given up; Functron may still be ending the function");
            return ExitCodes.Interrupted;
        }
        catch (HttpRequestException e)
        {
            screen.Say($"the request to {options.Url} failed: {(e.InnerException ?? e).Message}");
            return ExitCodes.Unavailable;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            screen.Say(e.Message);
            return ExitCodes.UsageError;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            screen.Say($"{options.Url} answers, but not as Functron does: {e.Message}");
            return ExitCodes.PlatformFailure;
        }
    }
}
