#:property PublishAot=false
#:property TreatWarningsAsErrors=true
#:property InvariantGlobalization=true

// The client behind ./run.sh FOLDER: sends a folder to Functron, follows the invocation and ends as the function did.
using System.Formats.Tar;
using System.IO.Pipelines;
using System.Net;
using System.Net.Http.Headers;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

// From sysexits.h and, for 124 and 125, as timeout(1) and docker(1) have them.
const int UsageError = 64, Refused = 65, Unavailable = 69, PlatformFailure = 70;
const int TimedOut = 124, BuildFailed = 125, Interrupted = 130;

Options options;
try
{
    options = Options.Parse(args);
}
catch (ArgumentException e)
{
    Say(e.Message);
    Console.Error.WriteLine(Options.Usage);
    return UsageError;
}

if (options.CheckOnly)
    return 0;

using var cancelled = new CancellationTokenSource();
using var abandoned = new CancellationTokenSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal);
using var http = new HttpClient { BaseAddress = options.Url, Timeout = Timeout.InfiniteTimeSpan };

try
{
    var (id, code) = await SendAsync();
    return id is null ? code : await FollowAsync(id);
}
catch (OperationCanceledException)
{
    Say("given up; Functron may still be ending the function");
    return Interrupted;
}
catch (HttpRequestException e)
{
    Say($"the request to {options.Url} failed: {(e.InnerException ?? e).Message}");
    return Unavailable;
}
catch (Exception e) when (e is IOException or UnauthorizedAccessException)
{
    Say(e.Message);
    return UsageError;
}
catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
{
    Say($"{options.Url} answers, but not as Functron does: {e.Message}");
    return PlatformFailure;
}

// The first signal cancels the function and waits for its end; the second one does not wait.
void OnSignal(PosixSignalContext signal)
{
    signal.Cancel = true;
    if (cancelled.IsCancellationRequested)
        abandoned.Cancel();
    else
        cancelled.Cancel();
}

// The invocation's id; without one, what to end with.
async Task<(string? Id, int ExitCode)> SendAsync()
{
    await using var stdin = await Stdin.OpenAsync(options.Stdin, Say, cancelled.Token);
    Progress("sending");
    using var request = new HttpRequestMessage(HttpMethod.Post, "v1/invocations") { Content = new FolderContent(options, stdin) };
    using var answer = await http.SendAsync(request, cancelled.Token);
    var body = await answer.Content.ReadAsStringAsync(cancelled.Token);
    if (answer.StatusCode == HttpStatusCode.Accepted)
        return (JsonDocument.Parse(body).RootElement.GetProperty("id").GetString(), 0);
    SayProblem(answer.StatusCode, body);
    return (null, answer.StatusCode switch
    {
        HttpStatusCode.BadRequest or HttpStatusCode.RequestEntityTooLarge or HttpStatusCode.UnsupportedMediaType => Refused,
        HttpStatusCode.ServiceUnavailable => Unavailable,
        _ => PlatformFailure,
    });
}

async Task<int> FollowAsync(string id)
{
    var path = $"v1/invocations/{Uri.EscapeDataString(id)}";
    var (last, pause, asked) = ("", TimeSpan.FromMilliseconds(25), false);
    while (true)
    {
        if (cancelled.IsCancellationRequested && !asked)
        {
            asked = true;
            Progress("cancelling");
            using var _ = await http.DeleteAsync(path, abandoned.Token);
        }

        using var answer = await http.GetAsync(path, abandoned.Token);
        var body = await answer.Content.ReadAsStringAsync(abandoned.Token);
        if (!answer.IsSuccessStatusCode)
        {
            SayProblem(answer.StatusCode, body);
            return PlatformFailure;
        }

        using var json = JsonDocument.Parse(body);
        var invocation = json.RootElement;
        var status = invocation.GetProperty("status").GetString() ?? "";
        if (status is not ("Pending" or "Running" or "Suspended" or "ContinuedAsNew"))
            return await EndAsync(invocation, status, asked);

        var phase = invocation.GetProperty("phase").GetString();
        if (phase is not null && phase != last)
            Progress(Words(last = phase));
        try
        {
            await Task.Delay(pause, asked ? abandoned.Token : cancelled.Token);
        }
        catch (OperationCanceledException) when (!abandoned.IsCancellationRequested)
        {
            // Asked to cancel: the next round does.
        }

        pause = TimeSpan.FromMilliseconds(Math.Min(250, pause.TotalMilliseconds * 1.5));
    }
}

async Task<int> EndAsync(JsonElement invocation, string status, bool asked)
{
    var result = invocation.GetProperty("result");
    if (result.ValueKind != JsonValueKind.Object)
    {
        Say($"the invocation ended as {status}: {invocation.GetProperty("error").GetString() ?? "no reason was given"}");
        return asked ? Interrupted : PlatformFailure;
    }

    await WriteAsync(Console.OpenStandardOutput(), result.GetProperty("CmdOut").GetBytesFromBase64());
    await WriteAsync(Console.OpenStandardError(), result.GetProperty("CmdErr").GetBytesFromBase64());
    if (result.GetProperty("OutputTruncated").GetBoolean())
        Say("the function wrote more than Functron keeps: its output is cut off");

    // Not empty only when the build failed.
    var buildError = result.GetProperty("BuildContextStderr").GetBytesFromBase64();
    if (buildError.Length > 0)
    {
        await WriteAsync(Console.OpenStandardError(), result.GetProperty("BuildContextStdout").GetBytesFromBase64());
        await WriteAsync(Console.OpenStandardError(), buildError is [.., (byte)'\n'] ? buildError : [.. buildError, (byte)'\n']);
        Say("the build failed");
        return BuildFailed;
    }

    if (result.GetProperty("TimedOut").GetBoolean())
    {
        Say(options.Timeout is { } seconds ? $"the function was killed: it ran longer than {seconds} s" : "the function was killed: it ran longer than its timeout (--timeout S)");
        return TimedOut;
    }

    if (asked)
    {
        Say("cancelled");
        return Interrupted;
    }

    var exitCode = result.GetProperty("ExitCode");
    if (exitCode.ValueKind == JsonValueKind.Number)
        return exitCode.GetInt32();
    Say("the function has no exit code: " + string.Join("; ", result.GetProperty("Errors").EnumerateArray()));
    return PlatformFailure;
}

static async Task WriteAsync(Stream stream, byte[] bytes)
{
    await using (stream)
        await stream.WriteAsync(bytes);
}

static string Words(string phase) => phase switch
{
    "Queued" => "queued",
    "Building" => "building the image",
    "Running" => "running",
    "CleaningUp" => "cleaning up",
    _ => phase,
};

void Progress(string words)
{
    if (!options.Quiet)
        Say(words);
}

static void Say(string words) => Console.Error.WriteLine($"functron: {words}");

// RFC 9457, with a list of what is wrong with which field; anything else is shown as it came.
static void SayProblem(HttpStatusCode status, string body)
{
    Say($"Functron answered {(int)status}");
    try
    {
        using var json = JsonDocument.Parse(body);
        foreach (var key in (string[])["title", "detail"])
        {
            if (json.RootElement.TryGetProperty(key, out var text))
                Say(text.ToString());
        }

        if (json.RootElement.TryGetProperty("errors", out var errors) && errors.ValueKind == JsonValueKind.Array)
        {
            foreach (var error in errors.EnumerateArray())
                Say($"{error.GetProperty("field")}: {error.GetProperty("message")}");
        }
    }
    catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
    {
        if (body.Trim() is { Length: > 0 } text)
            Say(text);
    }
}

internal sealed record Options(string Folder, Uri Url, string Name, double? Timeout, string? Stdin, bool Quiet, bool CheckOnly)
{
    public const string Usage =
        """
        usage: run.sh FOLDER [--stdin FILE|-] [--timeout S] [--name N] [--url URL] [--quiet]
          FOLDER     a Dockerfile, and the files that the function finds in /data
          --stdin    the function's standard input: a file, or - for this command's own (also taken when piped)
          --timeout  seconds that the function may run
          --name     a name for people (default: the folder's)
          --url      where Functron listens (default: http://localhost:8081)
          --quiet    no progress on stderr
        """;

    public static Options Parse(string[] args)
    {
        string? folder = null, name = null, stdin = null;
        double? timeout = null;
        var url = new Uri("http://localhost:8081/");
        bool quiet = false, checkOnly = false;
        for (var i = 0; i < args.Length; i++)
        {
            switch (args[i])
            {
                case "--stdin": stdin = Value(args, ref i); break;
                case "--name": name = Value(args, ref i); break;
                case "--timeout":
                    timeout = double.TryParse(Value(args, ref i), out var seconds) && double.IsFinite(seconds)
                        ? seconds
                        : throw new ArgumentException("--timeout takes seconds, such as 2.5");
                    break;
                case "--url":
                    url = Uri.TryCreate(Value(args, ref i).TrimEnd('/') + "/", UriKind.Absolute, out var given) && given.Scheme is "http" or "https"
                        ? given
                        : throw new ArgumentException("--url takes an address such as http://localhost:8081");
                    break;
                case "--check": checkOnly = true; break; // for run.sh: before it starts anything
                case "-q" or "--quiet": quiet = true; break;
                case var option when option.StartsWith('-'): throw new ArgumentException($"{option} is unknown");
                case var path: folder = folder is null ? path : throw new ArgumentException("one folder only"); break;
            }
        }

        if (folder is null)
            throw new ArgumentException("which folder?");
        if (!File.Exists(Path.Combine(folder, "Dockerfile")))
            throw new ArgumentException($"{folder} is not a folder with a Dockerfile");
        if (stdin is not (null or "-") && !File.Exists(stdin))
            throw new ArgumentException($"--stdin: {stdin} is not a file");
        return new Options(folder, url, name ?? NameOf(folder), timeout, stdin, quiet, checkOnly);
    }

    private static string Value(string[] args, ref int i) =>
        ++i < args.Length ? args[i] : throw new ArgumentException($"{args[i - 1]} needs a value");

    // Functron's rule for names: 1 to 63 characters of these, the first one a letter or digit.
    private static string NameOf(string folder)
    {
        var name = Regex.Replace(Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder))), "[^A-Za-z0-9_.-]", "-").TrimStart('_', '.', '-');
        return name.Length switch { 0 => "function", > 63 => name[..63], _ => name };
    }
}

/// <summary>Standard input: a file, or what is piped into this command.</summary>
internal static class Stdin
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    public static async Task<Stream> OpenAsync(string? option, Action<string> say, CancellationToken cancel)
    {
        if (option is not null and not "-")
            return File.OpenRead(option);
        if (option is null && !Console.IsInputRedirected)
            return Stream.Null;

        var piped = PipeReader.Create(Console.OpenStandardInput());
        var first = piped.ReadAsync(cancel).AsTask();
        try
        {
            // A service or a CI job may hand on a pipe that nobody writes to or closes: without --stdin - it must not hang.
            var read = option is "-" ? await first.WaitAsync(cancel) : await first.WaitAsync(Patience, cancel);
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

/// <summary>The request, written as it is sent: neither the folder nor stdin is ever in memory as a whole.</summary>
internal sealed class FolderContent : HttpContent
{
    private readonly Options _options;
    private readonly Stream _stdin;

    public FolderContent(Options options, Stream stdin)
    {
        (_options, _stdin) = (options, stdin);
        Headers.ContentType = new MediaTypeHeaderValue("application/json");
    }

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        var dockerfile = await File.ReadAllTextAsync(Path.Combine(_options.Folder, "Dockerfile"));
        await TextAsync(stream, $"{{\"FnName\":{Json(_options.Name)},\"DockerFile\":{Json(dockerfile)}");
        if (_options.Timeout is { } timeout)
            await TextAsync(stream, $",\"Timeout\":{timeout:R}");
        await TextAsync(stream, ",\"StdinEncoding\":\"base64\",\"Stdin\":\"");
        await Base64Async(stream, into => _stdin.CopyToAsync(into));
        await TextAsync(stream, "\",\"TarFile\":\"");
        await Base64Async(stream, into => Folder.WriteTarAsync(_options.Folder, into));
        await TextAsync(stream, "\"}");
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }

    private static string Json(string text) => $"\"{JsonEncodedText.Encode(text)}\"";

    private static async Task TextAsync(Stream stream, string text) => await stream.WriteAsync(Encoding.UTF8.GetBytes(text));

    private static async Task Base64Async(Stream stream, Func<Stream, Task> write)
    {
        await using var buffer = new BufferedStream(new CryptoStream(stream, new ToBase64Transform(), CryptoStreamMode.Write, leaveOpen: true), 48 * 1024);
        await write(buffer);
    }
}

/// <summary>A folder as a tar: everything but its Dockerfile, with modes, links as links, and owned by root.</summary>
internal static class Folder
{
    public static async Task WriteTarAsync(string folder, Stream stream)
    {
        await using var tar = new TarWriter(stream, TarEntryFormat.Pax, leaveOpen: true);
        await WriteAsync(tar, new DirectoryInfo(folder), "");
    }

    private static async Task WriteAsync(TarWriter tar, DirectoryInfo folder, string prefix)
    {
        foreach (var item in folder.EnumerateFileSystemInfos().OrderBy(i => i.Name, StringComparer.Ordinal))
        {
            var name = prefix + item.Name;
            if (name == "Dockerfile")
                continue;
            if (item.LinkTarget is { } target)
            {
                await tar.WriteEntryAsync(Entry(TarEntryType.SymbolicLink, name, item, entry => entry.LinkName = target));
            }
            else if (item is DirectoryInfo inner)
            {
                await tar.WriteEntryAsync(Entry(TarEntryType.Directory, name + "/", item));
                await WriteAsync(tar, inner, name + "/");
            }
            else
            {
                await using var data = File.OpenRead(item.FullName);
                await tar.WriteEntryAsync(Entry(TarEntryType.RegularFile, name, item, entry => entry.DataStream = data));
            }
        }
    }

    private static PaxTarEntry Entry(TarEntryType type, string name, FileSystemInfo item, Action<PaxTarEntry>? set = null)
    {
        var entry = new PaxTarEntry(type, name) { ModificationTime = item.LastWriteTimeUtc };
        if (!OperatingSystem.IsWindows() && type != TarEntryType.SymbolicLink)
            entry.Mode = item.UnixFileMode;
        set?.Invoke(entry);
        return entry;
    }
}
