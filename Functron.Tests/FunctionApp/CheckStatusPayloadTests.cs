using Functron.FunctionApp.Http;
using Functron.FunctionApp.Startup;
using Functron.Hosting.Durable;
using Functron.Hosting.Durable.Client;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Functron.Tests.FunctionApp;

public sealed class CheckStatusPayloadTests
{
    [Fact]
    public void On_the_embedded_host_every_address_has_task_hub_and_connection_behind_the_reason()
    {
        const string instance = "https://functron.example:8443/below/runtime/webhooks/durabletask/instances/a%20b";
        const string query = "taskHub=hub&connection=Storage";
        using var services = new ServiceCollection().AddSingleton(AppHost.Embedded).BuildServiceProvider();
        var http = new DefaultHttpContext { RequestServices = services };
        http.Request.Scheme = "https";
        http.Request.Host = new HostString("functron.example", 8443);
        http.Request.PathBase = "/below";

        var payload = CheckStatusPayload.For(http.Request, new EmbeddedDurableTaskClient("hub", () => throw new EngineStoppedException()), "a b");

        Assert.Equal(
            new CheckStatusPayload
            {
                Id = "a b",
                StatusQueryGetUri = $"{instance}?{query}",
                SendEventPostUri = $"{instance}/raiseEvent/{{eventName}}?{query}",
                TerminatePostUri = $"{instance}/terminate?reason={{text}}&{query}",
                PurgeHistoryDeleteUri = $"{instance}?{query}",
                RestartPostUri = $"{instance}/restart?{query}",
                SuspendPostUri = $"{instance}/suspend?reason={{text}}&{query}",
                ResumePostUri = $"{instance}/resume?reason={{text}}&{query}",
            },
            payload);
    }
}
