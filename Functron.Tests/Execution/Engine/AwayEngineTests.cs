using System.Net.Sockets;
using Functron.Execution;
using Functron.Execution.Engine;

namespace Functron.Tests.Execution.Engine;

/// <summary>What is said of an engine that is away means the engine, and not the socket call that failed.</summary>
public sealed class AwayEngineTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("functron-test-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory(Timeout = 120_000)]
    [InlineData("missing.sock", "there is no socket ")]
    [InlineData("no/such/folder/docker.sock", "there is no socket ")]
    [InlineData("file/docker.sock", "there is no socket ")]
    [InlineData("file", "nobody listens on ")]
    [InlineData("left.sock", "nobody listens on ")]
    [InlineData("", "nobody listens on ")]
    public async Task A_socket_that_is_none_is_told_by_its_path_and_with_what_to_do(string name, string words)
    {
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "file"), "");
        LeaveSocket(Path.Combine(_folder.FullName, "left.sock"));
        var path = Path.Combine(_folder.FullName, name);

        var message = await MessageAsync($"unix://{path}");

        Assert.Contains($"cannot be reached: {words}{path}", message, StringComparison.Ordinal);
        Assert.Contains("systemctl start docker", message, StringComparison.Ordinal);
        Assert.Contains("Functron:DockerEndpoint", message, StringComparison.Ordinal);
        Assert.DoesNotContain("Cannot assign", message, StringComparison.Ordinal);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_port_on_which_nobody_listens_is_named() =>
        Assert.Contains(
            "cannot be reached: nothing listens on 127.0.0.1:1. Start it",
            await MessageAsync("tcp://127.0.0.1:1"),
            StringComparison.Ordinal);

    [Fact(Timeout = 120_000)]
    public async Task A_connection_that_is_closed_before_the_answer_was_broken_off()
    {
        using var listener = new TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        var closing = CloseAsync(listener);

        Assert.Contains("the connection was broken off", await MessageAsync($"tcp://{listener.LocalEndpoint}"), StringComparison.Ordinal);
        await closing;

        static async Task CloseAsync(TcpListener listener)
        {
            // A question is asked a second time when its connection broke.
            for (var asked = 0; asked < 2; asked++)
            {
                using var client = await listener.AcceptSocketAsync();
                await client.ReceiveAsync(new byte[4096]);
            }
        }
    }

    [Theory(Timeout = 120_000)]
    [InlineData("<!doctype html><title>It works</title>")]
    [InlineData("[1, 2]")]
    [InlineData("{\"Version\":")]
    public async Task Another_server_at_the_endpoint_is_told_as_that(string answer)
    {
        using var listener = new TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        var answering = AnswerAsync(listener, $"HTTP/1.1 200 OK\r\nContent-Length: {answer.Length}\r\nConnection: close\r\n\r\n{answer}");

        Assert.Contains(
            $"at tcp://{listener.LocalEndpoint} (from a test) is no Docker engine",
            await MessageAsync($"tcp://{listener.LocalEndpoint}"),
            StringComparison.Ordinal);
        await answering;
    }

    [Fact(Timeout = 120_000)]
    public async Task A_proxy_that_refuses_is_told_in_its_words_and_not_at_length()
    {
        using var listener = new TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        var page = "<h1>403 Forbidden</h1>" + new string('.', 5_000);
        var answering = AnswerAsync(
            listener, $"HTTP/1.1 403 Forbidden\r\nContent-Length: {page.Length}\r\nConnection: close\r\n\r\n{page}");

        using var engine = new DockerEngine(
            new EngineEndpoint($"tcp://{listener.LocalEndpoint}", "a test"), new ExecutionOptions(), TimeProvider.System);
        var message = (await Assert.ThrowsAsync<EngineRefusedException>(() => engine.VersionAsync(CancellationToken.None))).Message;
        Assert.Contains("403 Forbidden", message, StringComparison.Ordinal);
        Assert.True(message.Length < 1_000, message);
        await answering;
    }

    [Theory]
    [InlineData("unix:///run/docker.sock", SocketError.AccessDenied, "permission was denied. Join the docker group")]
    [InlineData("tcp://engine.example:2375", SocketError.HostNotFound, "no machine is known by the name engine.example")]
    [InlineData("tcp://engine.example:2375", SocketError.NoData, "no machine is known by the name engine.example")]
    [InlineData("tcp://engine.example:2375", SocketError.TryAgain, "the name engine.example cannot be looked up at present")]
    [InlineData("tcp://engine.example:2375", SocketError.ConnectionRefused, "nothing listens on engine.example:2375")]
    [InlineData("tcp://engine.example:2375", SocketError.TimedOut, "engine.example:2375 does not answer")]
    [InlineData("tcp://192.0.2.1:2375", SocketError.AddressNotAvailable, "this machine has no way to 192.0.2.1:2375")]
    [InlineData("tcp://192.0.2.1:2375", SocketError.NetworkUnreachable, "this machine has no way to 192.0.2.1:2375")]
    [InlineData("tcp://192.0.2.1:2375", SocketError.HostUnreachable, "this machine has no way to 192.0.2.1:2375")]
    [InlineData("tcp://192.0.2.1:2375", SocketError.ConnectionReset, "the connection was broken off")]
    [InlineData("unix:///run/docker.sock", SocketError.Shutdown, "the connection was broken off")]
    [InlineData("unix:///run/docker.sock", SocketError.TooManyOpenSockets, "too many open files. Raise its limit")]
    public void Each_failure_of_a_socket_has_its_words(string endpoint, SocketError error, string words)
    {
        var failure = new HttpRequestException("Connection failed", new SocketException((int)error));

        var told = Assert.IsType<EngineUnreachableException>(EngineFaults.Translate(failure, new EngineEndpoint(endpoint, "a test")));

        Assert.Contains(words, told.Message, StringComparison.Ordinal);
        Assert.StartsWith($"The Docker engine at {endpoint} (from a test) cannot be reached: ", told.Message, StringComparison.Ordinal);
        Assert.Same(failure, told.InnerException);
    }

    [Fact]
    public void Rights_that_are_missing_are_told_however_the_system_says_it() =>
        Assert.Contains(
            "docker group",
            AwayEngine.Explain(new UnauthorizedAccessException(), new EngineEndpoint("npipe://./pipe/x", "a test")),
            StringComparison.Ordinal);

    [Fact]
    public void What_has_no_words_here_keeps_those_of_the_system() =>
        Assert.Contains(
            "cannot be reached: No space left. Start it",
            AwayEngine.Explain(new IOException("No space left.", 28), new EngineEndpoint("unix:///x", "a test")),
            StringComparison.Ordinal);

    private static async Task AnswerAsync(TcpListener listener, string answer)
    {
        using var client = await listener.AcceptSocketAsync();
        await client.ReceiveAsync(new byte[4096]);
        await client.SendAsync(System.Text.Encoding.ASCII.GetBytes(answer));
    }

    private static async Task<string> MessageAsync(string endpoint)
    {
        using var engine = new DockerEngine(new EngineEndpoint(endpoint, "a test"), new ExecutionOptions(), TimeProvider.System);
        return (await Assert.ThrowsAsync<EngineUnreachableException>(() => engine.VersionAsync(CancellationToken.None))).Message;
    }

    /// <summary>What an engine that was killed leaves.</summary>
    private static void LeaveSocket(string path)
    {
        // Closed, a socket of .NET takes its file with it: it is moved out of the way and back.
        using (var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            socket.Bind(new UnixDomainSocketEndPoint(path));
            File.Move(path, path + ".kept");
        }

        File.Move(path + ".kept", path);
    }
}
