using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using SampleApp;

namespace Functron.Tests.Hosting.SampleApp;

/// <summary>
/// Somebody with an HTTP client who uses the sample: starts something, follows the addresses in the answer, tells it events.
/// </summary>
internal sealed class SampleUser : IAsyncDisposable
{
    private static readonly Type[] Functions = [.. typeof(Starter).Assembly.GetTypes()
        .Where(type => type.Namespace == nameof(SampleApp) && type.IsPublic)];

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
        return new Instance(this, $"{orchestrator}-1", answer.Headers.Location!);
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

    /// <summary>What the user knows of an instance: its id and the address that the answer to its start has.</summary>
    internal sealed class Instance(SampleUser user, string id, Uri address)
    {
        public string Id => id;

        // Another host has another port, since a test can have none for itself.
        private string Path => address.AbsolutePath;

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
            using var answer = await user.Http.GetAsync(Path + (history ? "?showHistory=true" : ""));
            var status = (await answer.Content.ReadFromJsonAsync<JsonObject>())!;
            var open = (string?)status["runtimeStatus"] is "Pending" or "Running" or "Suspended";
            Assert.Equal(open ? HttpStatusCode.Accepted : HttpStatusCode.OK, answer.StatusCode);
            return status;
        }

        public async Task RaiseAsync(string name, object payload)
        {
            using var answer = await user.Http.PostAsJsonAsync($"{Path}/raiseEvent/{name}", payload);
            Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        }

        public async Task TerminateAsync(string reason)
        {
            using var answer = await user.Http.PostAsync($"{Path}/terminate?reason={reason}", null);
            Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        }

        private static bool HasEnded(JsonObject status) => (string?)status["runtimeStatus"] is "Completed" or "Failed" or "Terminated";
    }
}
