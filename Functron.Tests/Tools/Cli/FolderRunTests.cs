using System.Text;
using System.Text.Json;
using Functron.Cli.Api;
using Functron.Cli.Commands;
using Functron.Cli.Output;
using Spectre.Console;

namespace Functron.Tests.Tools.Cli;

/// <summary>A whole run against a server that only looks like Functron.</summary>
public sealed class FolderRunTests : IAsyncLifetime, IDisposable
{
    private readonly FunctionFolder _folder = new();
    private readonly Interrupts _interrupts = new();
    private readonly StringWriter _said = new();
    private readonly MemoryStream _stdout = new();
    private readonly MemoryStream _stderr = new();
    private FakeFunctron _functron = null!;

    private string Said => _said.ToString().ReplaceLineEndings("\n");

    public async Task InitializeAsync() => _functron = await FakeFunctron.StartAsync();

    public async Task DisposeAsync() => await _functron.DisposeAsync();

    public void Dispose()
    {
        _folder.Dispose();
        _interrupts.Dispose();
    }

    [Fact]
    public async Task The_output_is_printed_byte_for_byte_and_the_exit_code_is_the_functions()
    {
        _functron.Accepts("abc").Runs("Queued").Runs("Building").Runs("Building").Runs("Running").Runs("CleaningUp")
            .Ends("""
                "CmdOut":"AP8K","CmdErr":"b29wcw==","ExitCode":7
                """);

        Assert.Equal(7, await RunAsync());

        Assert.Equal([0, 255, 10], _stdout.ToArray());
        Assert.Equal("oops", Encoding.UTF8.GetString(_stderr.ToArray()));
        Assert.Equal(
            "functron: sending\nfunctron: queued\nfunctron: building the image\nfunctron: running\nfunctron: cleaning up\n", Said);
    }

    [Fact]
    public async Task Quiet_it_says_nothing()
    {
        _functron.Accepts("abc").Runs("Running").Ends("");

        Assert.Equal(0, await RunAsync(quiet: true));
        Assert.Equal("", Said);
    }

    [Fact]
    public async Task It_sends_what_was_asked_for()
    {
        _functron.Accepts("abc").Ends("");
        _folder.Write("a.txt", "A");
        var stdin = _folder.Write("input", "in \"quotes\"");

        await RunAsync(timeout: 2.5, stdin: stdin);

        var body = JsonDocument.Parse(_functron.Requests.First().Body).RootElement;
        Assert.Equal("name", body.GetProperty("FnName").GetString());
        Assert.Equal("FROM busybox\nCMD cat\n", body.GetProperty("DockerFile").GetString());
        Assert.Equal(2.5, body.GetProperty("Timeout").GetDouble());
        Assert.Equal("base64", body.GetProperty("StdinEncoding").GetString());
        Assert.Equal("in \"quotes\"", Encoding.UTF8.GetString(body.GetProperty("Stdin").GetBytesFromBase64()));
        Assert.NotEmpty(body.GetProperty("TarFile").GetBytesFromBase64());
    }

    [Theory]
    [InlineData(400, 65)]
    [InlineData(413, 65)]
    [InlineData(415, 65)]
    [InlineData(503, 69)]
    [InlineData(408, 70)]
    [InlineData(429, 70)]
    [InlineData(500, 70)]
    public async Task A_refused_request_ends_with_a_code_by_its_status(int status, int code)
    {
        _functron.Answers(status, """{"title":"No.","detail":"Not now."}""");

        Assert.Equal(code, await RunAsync(quiet: true));

        Assert.Equal($"functron: Functron answered {status}\nfunctron: No.\nfunctron: Not now.\n", Said);
    }

    [Fact]
    public async Task An_invocation_that_is_lost_is_a_failure_of_Functron()
    {
        _functron.Accepts("abc").Answers(404, "");

        Assert.Equal(70, await RunAsync(quiet: true));
        Assert.Equal("functron: Functron answered 404\n", Said);
    }

    [Fact]
    public async Task The_first_interrupt_cancels_the_function_and_waits_for_its_end()
    {
        _functron.Accepts("abc").Runs("Running").Answers(202, "{}").Runs("CleaningUp").Ends("""
            "CmdOut":"YQ==","ExitCode":137,"Errors":["Process was cancelled"]
            """);
        _functron.Asked = call =>
        {
            if (call.StartsWith("GET", StringComparison.Ordinal) && !_interrupts.Cancelled.IsCancellationRequested)
                _interrupts.Interrupt();
        };

        Assert.Equal(130, await RunAsync());

        Assert.Equal("a", Encoding.UTF8.GetString(_stdout.ToArray()));
        Assert.Equal(1, _functron.Requests.Count(request => request.Call == "DELETE /v1/invocations/abc"));
        Assert.EndsWith("functron: cancelling\nfunctron: cleaning up\nfunctron: cancelled\n", Said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_second_interrupt_waits_no_longer()
    {
        _functron.Accepts("abc").Runs("Running").Answers(202, "{}").Runs("Running");
        _functron.Asked = call =>
        {
            if (call.StartsWith("GET", StringComparison.Ordinal))
                _interrupts.Interrupt();
        };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => RunAsync());
    }

    [Fact]
    public async Task Where_nothing_listens_the_request_fails()
    {
        var address = _functron.Address;
        await _functron.DisposeAsync();

        await Assert.ThrowsAsync<HttpRequestException>(() => RunAsync(address));
    }

    private Task<int> RunAsync(bool quiet = false, double? timeout = null, string? stdin = null) =>
        RunAsync(_functron.Address, quiet, timeout, stdin);

    private async Task<int> RunAsync(Uri address, bool quiet = false, double? timeout = null, string? stdin = null)
    {
        using var http = new HttpClient { BaseAddress = address };
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(_said) });
        var screen = new Screen(console, plain: true, quiet);
        var options = new RunOptions(_folder.Path, address, "name", timeout, stdin ?? _folder.Write("empty", ""));
        var output = new AnswerOutput(_stdout, _stderr, screen);
        return await new FolderRun(options, new FunctronClient(http), screen, output, _interrupts, TimeProvider.System).RunAsync();
    }
}
