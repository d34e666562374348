using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Docker.DotNet.Models;
using Functron.Tests.EndToEnd;
using Functron.Tests.Execution.Engine;

namespace Functron.Tests.Faults;

/// <summary>
/// An image whose /etc/passwd is a named pipe: the engine reads it at the start and waits for ever (seen with 20.10). As long as it does,
/// it neither inspects nor removes that container, and removes no image at all.
/// </summary>
public sealed class BlockedStartTests : EngineTest
{
    private const string Blocking = "FROM busybox\nRUN rm -rf /etc/passwd; mkfifo /etc/passwd\nCMD true\n";

    [Theory(Timeout = 240_000)]
    [InlineData("launcher")]
    [InlineData("engine")]
    public async Task Neither_this_functron_nor_another_one_waits_for_it(string path)
    {
        await using var functron = await FunctronProcess.StartAsync(
            $"Functron:RunPath={path}", "Functron:MaxConcurrentRuns=1", "Functron:SweepSeconds=1", "Functron:EngineStartSeconds=5",
                "Functron:EngineRemovalSeconds=5");
        await using var another = await FunctronProcess.StartAsync(
            $"Functron:RunPath={path}", "Functron:SweepSeconds=1", "Functron:EngineRemovalSeconds=5");
        try
        {
            // Left to itself: the limit of the start ends it, in words.
            var request = Api.Request("true", "blocked");
            request["DockerFile"] = Blocking;
            var (code, answer) = await functron.Client.ExecAsync(request);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, code);
            var error = Assert.Single(answer.GetProperty("Errors").EnumerateArray()).GetString();
            Assert.Contains("start of container", error, StringComparison.Ordinal);
            Assert.Contains("Functron:EngineStartSeconds", error, StringComparison.Ordinal);

            // Cancelled amid the start.
            var id = await functron.Client.StartAsync(request);
            await functron.Client.UntilAsync(id, status => status.GetProperty("phase").GetString() == "Running");
            var asked = Stopwatch.GetTimestamp();
            using (var stopped = await functron.Client.DeleteAsync($"v1/invocations/{id}"))
                Assert.Equal(HttpStatusCode.Accepted, stopped.StatusCode);
            await functron.Client.UntilAsync(id, status => status.GetProperty("result").ValueKind == JsonValueKind.Object);
            Assert.InRange(Stopwatch.GetElapsedTime(asked), TimeSpan.Zero, TimeSpan.FromSeconds(5));

            foreach (var client in new[] { functron.Client, another.Client })
            {
                var (ran, other) = await client.ExecAsync(Api.Request("echo other", "other"));
                Assert.Equal((HttpStatusCode.OK, "other\n"), (ran, other.Text("CmdOut")));
            }

            // 200 with what and since when: it can run functions.
            await UntilAsync(functron, leftovers => leftovers.Any(what => what.Contains("functron-blocked-", StringComparison.Ordinal)));
        }
        finally
        {
            await ReleaseAsync();
        }

        await UntilAsync(functron, leftovers => leftovers.Count == 0);
        await UntilAsync(another, leftovers => leftovers.Count == 0);
    }

    /// <summary>Waits for what <c>/health</c> says is not removed; a busy engine may be slow, too.</summary>
    private static async Task UntilAsync(FunctronProcess functron, Func<IReadOnlyList<string>, bool> condition)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(100));
        while (true)
        {
            using var answer = await functron.Client.GetAsync("health", limit.Token);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            var health = await answer.Content.ReadFromJsonAsync<JsonElement>(limit.Token);
            var degraded = health.GetProperty("degraded").EnumerateArray().ToList();
            Assert.Equal(degraded.Count > 0 ? "degraded" : "healthy", health.GetProperty("status").GetString());
            Assert.All(degraded, d => Assert.True(d.GetProperty("since").TryGetDateTimeOffset(out _)));
            if (condition([.. degraded.Select(d => d.GetProperty("what").GetString()!)
                .Where(what => what.StartsWith("Not removed", StringComparison.Ordinal))]))
                return;
            await Task.Delay(100, limit.Token);
        }
    }

    /// <summary>
    /// Opens each such pipe where the engine has it mounted, until none is left: what waits for it reads an end of file, and may then open
    /// it anew.
    /// A container that sees the engine's machine does it, for this process may have no right to.
    /// </summary>
    private static async Task ReleaseAsync()
    {
        const string Script = """
            for round in $(seq 5); do
              left=
              for mounted in $(awk '$2 ~ "^/machine/.*/merged$" {print $2}' /proc/mounts); do
                if [ -p $mounted/etc/passwd ]; then left=1; timeout 1 sh -c "exec 3<>$mounted/etc/passwd; sleep 0.2"; fi
              done
              if [ -z "$left" ]; then exit 0; fi
            done
            """;
        using var client = EngineListing.NewClient();
        while ((await client.Containers.ListContainersAsync(new ContainersListParameters { All = true }))
            .Any(c => c.Names.Any(n => n.StartsWith("/functron-blocked-", StringComparison.Ordinal))))
        {
            var helper = await client.Containers.CreateContainerAsync(new CreateContainerParameters
            {
                Image = "busybox",
                Cmd = ["timeout", "30", "sh", "-c", Script],
                HostConfig = new HostConfig { Binds = ["/:/machine"], NetworkMode = "none" },
            });
            await client.Containers.StartContainerAsync(helper.ID, null);
            await client.Containers.WaitContainerAsync(helper.ID);
            await client.Containers.RemoveContainerAsync(helper.ID, new ContainerRemoveParameters { Force = true });
        }
    }
}
