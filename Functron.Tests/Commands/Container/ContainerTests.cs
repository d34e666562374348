using System.Diagnostics;
using System.Net;
using System.Text.RegularExpressions;
using Functron.Tests.Docs;

namespace Functron.Tests.Commands.Container;

/// <summary>How the container runs, and what a client sees of it.</summary>
[Collection(ContainerCollection.Name)]
public sealed partial class ContainerTests(ContainerImage image)
{
    private const string Instances = "/runtime/webhooks/durabletask/instances";

    /// <summary>One life of one container, from its start on a folder that has files already to its stop.</summary>
    [NeedsFact(NeedsFactAttribute.Socket, "busybox:latest", "python:3", ContainerImage.Sdk, ContainerImage.Runtime)]
    public async Task It_runs_functions_for_this_machine_alone_and_stops_in_good_order()
    {
        await using var data = new DataFolder(image.Docker);
        // What an earlier container has left, with what stays of one that was killed.
        await data.RunAsync("mkdir -p durable launcher && touch durable/durable.db .hidden launcher/notes.txt .health-0 .write-test-0");
        await using var functron = await FunctronContainer.StartAsync(
            image, data.Path, image.Docker.Socket!, options: "--Functron:MaxConcurrentRuns=3");

        await functron.HelloAsync();
        Assert.Contains("\"path\":\"launcher\"", await functron.GetAsync("health"), StringComparison.Ordinal);
        await AssertUserAsync(functron, data);
        await AssertCallersAsync(functron);
        await AssertClientsAsync(functron);
        await Until.TrueAsync("it becomes healthy", async () => await functron.InspectAsync("{{.State.Health.Status}}") == "healthy");
        Assert.Matches("Listening on http://.*whoever reaches this port.*docker run -p 127.0.0.1:8081:8081", await functron.LogAsync());
        await AssertEndAsync(functron);
    }

    /// <summary>
    /// The line of docs/container.md for permanent use: the data outlive a reboot, and the engine starts the container again.
    /// </summary>
    [NeedsFact(NeedsFactAttribute.Socket, "busybox:latest", ContainerImage.Sdk, ContainerImage.Runtime)]
    public async Task With_its_data_in_var_lib_it_comes_back_after_a_crash_and_knows_what_it_answered()
    {
        await using var data = new DataFolder(image.Docker, "/var/lib");
        await using var functron = await FunctronContainer.StartAsync(image, data.Path, image.Docker.Socket!, policy: "unless-stopped");
        var answer = await functron.HelloAsync();
        Assert.Contains("\"path\":\"launcher\"", await functron.GetAsync("health"), StringComparison.Ordinal);
        Assert.Equal(await functron.ExecAsync("stat", "-c", "%u", "/proc/1"), await functron.ExecAsync("stat", "-c", "%u", data.Path));

        // As a crash: the engine takes 'docker kill' for its user's wish.
        var process = await functron.InspectAsync("{{.State.Pid}}");
        await image.Docker.TextAsync("run", "--rm", "--pid", "host", "busybox", "kill", "-9", process);
        await Until.TrueAsync(
            "it comes back by itself", async () =>
                await functron.InspectAsync("{{.RestartCount}}") != "0" && await functron.IsReachableAsync());

        var known = await functron.GetAsync($"v1/invocations/{answer.GetProperty("InstanceId").GetString()}");
        Assert.Contains("\"CmdOut\":\"SGVsbG8h\"", known, StringComparison.Ordinal);
        await functron.HelloAsync();
        await AssertNothingIsLeftAsync(await functron.InstallationAsync());
    }

    private async Task AssertUserAsync(FunctronContainer functron, DataFolder data)
    {
        var user = await functron.ExecAsync("stat", "-c", "%u", "/proc/1");
        if (await UnixGroup.OfSocketAsync(image.Docker) == 0)
        {
            Assert.Equal("0", user); // the socket is for root alone
            return;
        }

        Assert.Equal("10081", user);
        Assert.Equal(
            "10081 10081", (await functron.ExecAsync("stat", "-c", "%u", data.Path, $"{data.Path}/durable")).ReplaceLineEndings(" "));
        await data.RunAsync("ls .functron .hidden launcher/notes.txt"); // what else was in its folders stays
    }

    private async Task AssertCallersAsync(FunctronContainer functron)
    {
        await functron.HelloAsync(host: "functron:8081"); // by a service's name
        var (rebound, _) = await functron.CallAsync("FROM busybox", host: "evil.example:8081", origin: "http://evil.example:8081");
        Assert.Equal(HttpStatusCode.Forbidden, rebound);
        var (elsewhere, _) = await functron.CallAsync("FROM busybox", origin: "http://elsewhere.example");
        Assert.Equal(HttpStatusCode.Forbidden, elsewhere);

        // By its own address: a published port has the gateway in between, by which the machine's own clients come.
        var address = await functron.InspectAsync("{{.NetworkSettings.IPAddress}}");
        var (_, caller) = await functron.CallAsync($"FROM busybox\nCMD {Fetch(address, "403")}");
        Assert.Equal(0, caller.GetProperty("ExitCode").GetInt32());
        await image.Docker.TextAsync("run", "--rm", "busybox", "sh", "-c", Fetch(address, "200"));
    }

    private static string Fetch(string address, string status) =>
        $"{{ printf 'GET {Instances} HTTP/1.0\\r\\n\\r\\n'; sleep 5; }} | nc -w 60 {address} 8081 | grep ' {status} '";

    private static async Task AssertClientsAsync(FunctronContainer functron)
    {
        var url = $"{functron.Address}".TrimEnd('/');
        Dictionary<string, string?> environment = new() { ["FUNCTRON_TEST_URL"] = url, ["FUNCTRON_URL"] = url };
        // The build of these tests builds them, too.
        var projects = Path.Combine(Repository.Root, "Functron.Tests");
        var output = Path.GetRelativePath(Path.Combine(projects, "Commands"), AppContext.BaseDirectory);
        var tests = Path.Combine(projects, "EndToEnd", output, "Functron.Tests.EndToEnd.dll");
        string[] arguments = ["test", tests, "--filter", "FullyQualifiedName~ReferenceClientOnTheLauncherPathTests"];
        (await Command.RunAsync("dotnet", arguments, environment)).AssertExitCode(0);
        var python = await Command.RunAsync("sh", ["-c", "if command -v python3; then exec python3 -m unittest discover; fi"], environment,
            Path.Combine(Repository.Root, "python"));
        python.AssertExitCode(0);
    }

    private async Task AssertEndAsync(FunctronContainer functron)
    {
        // What a client was answered is cleaned up a moment later.
        await AssertNothingIsLeftAsync(await functron.InstallationAsync());
        var started = Stopwatch.GetTimestamp();
        await image.Docker.TextAsync("stop", functron.Name);
        Assert.InRange(Stopwatch.GetElapsedTime(started).TotalSeconds, 0, 10);
        Assert.Equal("0", await functron.InspectAsync("{{.State.ExitCode}}"));
        // Others may have what is theirs on the same engine, which a new installation says.
        Assert.DoesNotContain(
            (await functron.LogAsync()).Split('\n'),
            line =>
                Warning().IsMatch(line) && !line.Contains("of other Functrons", StringComparison.Ordinal)
                    && !line.Contains("Listening on http", StringComparison.Ordinal));
    }

    private Task AssertNothingIsLeftAsync(string installation) =>
        Until.TrueAsync(
            "no container or image is left of its calls", async () => (await image.Docker.LeftOfAsync(installation)).Length == 0);

    [GeneratedRegex(@"(warn|fail|crit)(\e|:)")]
    private static partial Regex Warning();
}
