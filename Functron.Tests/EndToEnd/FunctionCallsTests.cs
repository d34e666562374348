using System.Net;
using System.Text;
using System.Text.Json;

namespace Functron.Tests.EndToEnd;

/// <summary>What functions, and other containers, can ask of Functron over the bridge that they share with it.</summary>
[Collection(EndToEndCollection.Name)]
[Trait("Host", "Embedded")]
public sealed class FunctionCallsTests
{
    /// <summary>Prints the status that it gets from the gateway of its network, which is the machine that Functron runs on.</summary>
    private const string Caller = """
        import socket, struct, sys, urllib.error, urllib.request
        routes = (line.split() for line in open('/proc/net/route'))
        gateway = next(socket.inet_ntoa(struct.pack('<L', int(route[2], 16))) for route in routes if route[1] == '00000000')
        try:
            print(urllib.request.urlopen(f'http://{gateway}:{sys.argv[1]}/{sys.argv[2]}', timeout=100).status)
        except urllib.error.HTTPError as e:
            print(e.code)
        """;

    [Fact(Timeout = 300_000)]
    public async Task A_function_is_refused_except_for_health_and_ping()
    {
        await using var functron = await StartAsync();
        Assert.Equal("200", await CallAsync(functron, "v1/ping"));
        Assert.Equal("200", await CallAsync(functron, "health"));
        foreach (var path in new[] {
            "runtime/webhooks/durabletask/instances", "v1/invocations/0123456789abcdef0123456789abcdef", "v1/exec", "anything" })
            Assert.Equal((path, "403"), (path, await CallAsync(functron, path)));

        // The client's own calls came by loopback all the while.
        Assert.Equal(HttpStatusCode.OK, (await functron.Client.GetAsync("v1/ping")).StatusCode);
    }

    [Fact(Timeout = 300_000)]
    public async Task An_option_lets_functions_call()
    {
        await using var functron = await StartAsync("Functron:FunctionsMayCall=true");
        Assert.Equal("200", await CallAsync(functron, "runtime/webhooks/durabletask/instances"));
        Assert.Equal("404", await CallAsync(functron, "anything"));
    }

    private static async Task<FunctronProcess> StartAsync(params string[] options) =>
        await FunctronProcess.StartAsync([.. options, "Functron:NetworkMode=bridge", "urls=http://+:{port}"]);

    /// <returns>The status that a function got.</returns>
    private static async Task<string> CallAsync(FunctronProcess functron, string path)
    {
        var (status, answer) = await functron.Client.ExecAsync(new Dictionary<string, object?>
        {
            ["FnName"] = "caller",
            ["DockerFile"] = "FROM python:3\nCMD "
                + JsonSerializer.Serialize(new[] { "python3", "-c", Caller, $"{functron.Address.Port}", path }),
            ["Timeout"] = 120,
        });
        Assert.Equal(HttpStatusCode.OK, status);
        return Encoding.UTF8.GetString(Convert.FromBase64String(answer.GetProperty("CmdOut").GetString()!)).Trim();
    }
}
