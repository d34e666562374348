using System.Formats.Tar;
using System.Net;
using System.Text;

namespace Functron.Tests.EndToEnd;

/// <summary>What the tests of Functron 1's Python client ask of a server, against the built app over HTTP.</summary>
public abstract class ReferenceClientTests(ReferenceClientHost host)
{
    private const int Limit = 120_000;
    private const string RunMain = "FROM python:3\nCMD python3 /data/main.py\n";

    private readonly ReferenceClient _client = new(host.Client);

    [Fact(Timeout = Limit)]
    public async Task A_ping_is_answered_with_200() =>
        Assert.Equal(HttpStatusCode.OK, await _client.PingAsync());

    [Fact(Timeout = Limit)]
    public async Task Hello_world_comes_back_exactly_and_without_stderr()
    {
        var answer = await _client.ExecAsync(RunMain, TarOf("print('Hello World!')\n"), timeout: 30);

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Empty(answer.Errors);
        Assert.Equal("Hello World!\n", answer.CmdOut);
        Assert.Equal("", answer.CmdErr);
    }

    [Fact(Timeout = Limit)]
    public async Task A_base_image_that_does_not_exist_fails_the_build_and_not_the_command()
    {
        var answer = await _client.ExecAsync("FROM python:32\nCMD python3 /data/main.py\n", TarOf("print('Hello World!')\n"), timeout: 30);

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Equal(["BuildFailure"], answer.Errors);
        Assert.NotEqual("", answer.BuildContextStderr);
        Assert.NotEqual("", answer.DetailedError);
        Assert.Equal("", answer.CmdErr);
    }

    [Fact(Timeout = Limit)]
    public async Task A_file_without_the_execute_bit_fails_the_command_and_not_the_build()
    {
        var answer = await _client.ExecAsync(
            "FROM python:3\nCMD /data/main.py\n", TarOf("#!/usr/bin/env python3\nprint('Hello World!')\n"), timeout: 30);

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal(["Process did not exit right"], answer.Errors);
        Assert.Equal("", answer.BuildContextStderr);
        Assert.NotEqual("", answer.CmdErr);
    }

    [Fact(Timeout = Limit)]
    public async Task Stdin_reaches_the_program()
    {
        var answer = await _client.ExecAsync(RunMain, TarOf("print('Hello ' + input())\n"), timeout: 30, stdin: "Functron User!");

        Assert.Equal("Hello Functron User!\n", answer.CmdOut);
        Assert.Equal("", answer.CmdErr);
    }

    [Fact(Timeout = Limit)]
    public async Task A_program_past_its_timeout_is_killed_before_its_late_output()
    {
        var answer = await _client.ExecAsync(RunMain, TarOf("import time\ntime.sleep(5)\nprint('late')\n"), timeout: 1.0);

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal(["Process exceeded timeout"], answer.Errors);
        Assert.Equal("", answer.CmdOut);
        Assert.Equal("", answer.CmdErr);
        Assert.Equal("", answer.BuildContextStderr);
    }

    // PAX and beginning with "/", as Python's tarfile writes a folder that is added under an empty name; no execute bit.
    private static byte[] TarOf(string python)
    {
        using var archive = new MemoryStream();
        using (var writer = new TarWriter(archive, TarEntryFormat.Pax, leaveOpen: true))
        {
            writer.WriteEntry(new PaxTarEntry(
                TarEntryType.Directory, "/")
            { Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute });
            writer.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, "main.py")
            {
                Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead,
                DataStream = new MemoryStream(Encoding.UTF8.GetBytes(python)),
            });
        }

        return archive.ToArray();
    }
}

public sealed class ReferenceClientOnTheLauncherPathTests(ReferenceClientHost host) : ReferenceClientTests(host),
    IClassFixture<ReferenceClientHost>;

public sealed class ReferenceClientOnTheEnginePathTests(ReferenceClientEnginePathHost host)
    : ReferenceClientTests(host), IClassFixture<ReferenceClientEnginePathHost>;
