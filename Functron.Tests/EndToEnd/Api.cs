using System.Formats.Tar;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace Functron.Tests.EndToEnd;

/// <summary>The HTTP API as a client sees it.</summary>
internal static class Api
{
    public const string Busybox = "FROM busybox\n";

    /// <summary>Between two looks at the same thing. Looking more often keeps a machine busier than what is looked at.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>A request as the wire format has it.</summary>
    public static Dictionary<string, object?> Request(
        string command, string name = "test", double timeout = 30, string? stdin = null, byte[]? tar = null) => new()
        {
            ["FnName"] = name,
            ["DockerFile"] = $"{Busybox}CMD {command}\n",
            ["TarFile"] = Convert.ToBase64String(tar ?? []),
            ["Stdin"] = stdin is null ? "" : Convert.ToBase64String(Encoding.UTF8.GetBytes(stdin)),
            ["StdinEncoding"] = "base64",
            ["Timeout"] = timeout,
        };

    public static async Task<(HttpStatusCode Status, JsonElement Answer)> ExecAsync(this HttpClient client, object request)
    {
        using var response = await client.PostAsJsonAsync("v1/exec", request);
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>();
        Functron1Keys.AssertAllIn(answer);
        return (response.StatusCode, answer);
    }

    /// <summary>Starts an invocation and gives its id.</summary>
    public static async Task<string> StartAsync(this HttpClient client, object request)
    {
        using var response = await client.PostAsJsonAsync("v1/invocations", request);
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.True(response.StatusCode == HttpStatusCode.Accepted, answer.ToString());
        return answer.GetProperty("id").GetString()!;
    }

    public static Task<JsonElement> StatusAsync(this HttpClient client, string id) =>
        client.GetFromJsonAsync<JsonElement>($"v1/invocations/{id}");

    /// <summary>Waits until the invocation's status satisfies a condition, at most <see cref="FunctionsHostStandIn.Patience"/>.</summary>
    public static async Task<JsonElement> UntilAsync(this HttpClient client, string id, Func<JsonElement, bool> condition)
    {
        using var limit = new CancellationTokenSource(FunctionsHostStandIn.Patience);
        while (true)
        {
            var status = await client.StatusAsync(id);
            if (condition(status))
                return status;
            if (limit.IsCancellationRequested)
                Assert.Fail($"Still not so after {FunctionsHostStandIn.Patience}: {status}");
            await Task.Delay(Pause, CancellationToken.None);
        }
    }

    /// <summary>Waits until the instance is there: a request is durable a moment before it is started.</summary>
    public static async Task UntilStartedAsync(this HttpClient client, string id)
    {
        while (true)
        {
            using var response = await client.GetAsync($"v1/invocations/{id}");
            if (response.StatusCode == HttpStatusCode.OK)
                return;
            await Task.Delay(20);
        }
    }

    public static Task<JsonElement> UntilEndedAsync(this HttpClient client, string id) =>
        client.UntilAsync(id, status => status.GetProperty("status").GetString() is not ("Pending" or "Running"));

    public static string Text(this JsonElement answer, string key) => Encoding.UTF8.GetString(answer.GetProperty(key).GetBytesFromBase64());

    public static byte[] Tar(params (string Name, string Content)[] files)
    {
        using var bytes = new MemoryStream();
        using (var tar = new TarWriter(bytes, TarEntryFormat.Pax, leaveOpen: true))
        {
            foreach (var (name, content) in files)
            {
                tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name)
                {
                    DataStream = new MemoryStream(Encoding.UTF8.GetBytes(content)),
                    Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute,
                });
            }
        }

        return bytes.ToArray();
    }
}
