using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using SampleApp;

namespace Functron.Tests.Hosting.SampleApp;

/// <summary>Somebody with an HTTP client who uses the sample: starts something, follows the addresses in the answer, tells it events.</summary>
internal sealed class SampleUser : IAsyncDisposable
{
    private static readonly Type[] Functions = [.. typeof(Starter).Assembly.GetTypes().Where(type => type.Namespace == nameof(SampleApp) && type.IsPublic)];

    private readonly TemporaryDirectory _data = new();
    private TestHost? _host;

    private HttpClient Http => _host!.Http;

    public static async Task<SampleUser> BeginAsync()
    {
        var user = new SampleUser();
        await user.StartHostAsync();
        return user;
    }

    /// <summary>The same data, another host, on another port.</summary>
    public async Task RestartHostAsync()
    {
        await _host!.DisposeAsync();
        await StartHostAsync();
    }

    public async Task<Instance> StartAsync(string orchestrator, object input)
    {
        using var answer = await Http.PostAsJsonAsync($"api/start/{orchestrator}/{orchestrator}-1", input);
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        var addresses = (await answer.Content.ReadFromJsonAsync<JsonObject>())!;
        Assert.Equal((string?)addresses["statusQueryGetUri"], answer.Headers.Location?.AbsoluteUri);
        return new Instance(this, addresses);
    }

    public async ValueTask DisposeAsync()
    {
        await _host!.DisposeAsync();
        _data.Dispose();
    }

    private async Task StartHostAsync() => _host = await TestHost.StartAsync(new TestHostSetup
    {
        Functions = Functions,
        DataDirectory = _data.Path,
        Configure = services => services.AddSample(),
    });

    /// <summary>What the user knows of an instance: the addresses of the answer to its start.</summary>
    internal sealed class Instance(SampleUser user, JsonObject addresses)
    {
        public string Id => (string)addresses["id"]!;

        /// <summary>As it stands once it has ended.</summary>
        public Task<JsonObject> EndAsync() => UntilAsync(HasEnded);

        public async Task<JsonObject> UntilAsync(Func<JsonObject, bool> holds)
        {
            while (true)
            {
                var status = await StatusAsync();
                if (holds(status))
                    return status;
                Assert.False(HasEnded(status), $"It has ended before: {status}");
                await Task.Delay(10);
            }
        }

        public async Task<JsonObject> StatusAsync(bool history = false)
        {
            using var answer = await user.Http.GetAsync(Here("statusQueryGetUri") + (history ? "?showHistory=true" : ""));
            var status = (await answer.Content.ReadFromJsonAsync<JsonObject>())!;
            var open = (string?)status["runtimeStatus"] is "Pending" or "Running" or "Suspended";
            Assert.Equal(open ? HttpStatusCode.Accepted : HttpStatusCode.OK, answer.StatusCode);
            return status;
        }

        public async Task RaiseAsync(string name, object payload)
        {
            using var answer = await user.Http.PostAsJsonAsync(Here("sendEventPostUri").Replace("{eventName}", name, StringComparison.Ordinal), payload);
            Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        }

        public async Task TerminateAsync(string reason)
        {
            using var answer = await user.Http.PostAsync(Here("terminatePostUri").Replace("{text}", reason, StringComparison.Ordinal), null);
            Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        }

        private static bool HasEnded(JsonObject status) => (string?)status["runtimeStatus"] is "Completed" or "Failed" or "Terminated";

        // Another host has another port, since a test can have none for itself.
        private string Here(string name) => Uri.UnescapeDataString(new Uri((string)addresses[name]!).PathAndQuery);
    }
}
