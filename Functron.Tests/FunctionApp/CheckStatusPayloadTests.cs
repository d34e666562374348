using Functron.FunctionApp.Http;
using Functron.Hosting.Durable;
using Functron.Hosting.Durable.Client;
using Functron.Hosting.Http.Management;
using Microsoft.AspNetCore.Http;

namespace Functron.Tests.FunctionApp;

public sealed class CheckStatusPayloadTests
{
    [Fact]
    public void On_the_embedded_host_every_address_has_task_hub_and_connection_behind_the_reason()
    {
        const string instance = "https://functron.example:8443/below/runtime/webhooks/durabletask/instances/a%20b";
        const string query = "taskHub=hub&connection=Storage";
        var http = new DefaultHttpContext();
        http.Request.Scheme = "https";
        http.Request.Host = new HostString("functron.example", 8443);
        http.Request.PathBase = "/below";

        var client = new EmbeddedDurableTaskClient("hub", () => throw new EngineStoppedException());
        var payload = InvocationAddresses.OfManagement(
            new HttpCall(http.Request, client, RequestKind.Start, hostHasKeys: false, default), "a b");

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
