using Functron.Execution.Requests;
using Functron.FunctionApp;
using Functron.FunctionApp.Startup;
using Functron.FunctionApp.Orchestration;
using Functron.Tests.Execution.Engine;
using Functron.Tests.Hosting;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Functron.Tests.EndToEnd;

/// <summary>Instances that were started past the gate, as the management API can: they fail with a message and create nothing.</summary>
public sealed class ForeignInputTests : EngineTest, IDisposable
{
    private static readonly Type[] Functions =
        [.. typeof(InvocationOrchestrator).Assembly.GetTypes().Where(type =>
            type.GetMethods().Any(method => method.IsDefined(typeof(FunctionAttribute), inherit: false)))];

    private readonly TemporaryDirectory _data = new();

    public void Dispose() => _data.Dispose();

    public static TheoryData<object?> Inputs => new(
        null,
        "just text",
        17,
        new { Colour = "green" },
        new InvocationTicket("../../etc", "fn", 5),
        new InvocationTicket("0123456789abcdef0123456789abcdef", "never-accepted", 5),
        new InvocationTicket("0123456789abcdef0123456789abcdef", "never-accepted", double.MaxValue));

    [Theory(Timeout = 120_000)]
    [MemberData(nameof(Inputs))]
    public async Task An_input_that_the_gate_did_not_make_fails_the_instance_with_a_message(object? input)
    {
        await using var host = await HostAsync();
        var client = host.Services.GetRequiredService<DurableTaskClient>();

        var id = await client.ScheduleNewOrchestrationInstanceAsync(nameof(InvocationOrchestrator), input);
        var ended = await client.WaitForInstanceCompletionAsync(id, getInputsAndOutputs: true);

        Assert.Equal(OrchestrationRuntimeStatus.Failed, ended.RuntimeStatus);
        Assert.NotEqual("", ended.FailureDetails!.ErrorMessage);
        using var seen = await host.Http.GetAsync($"v1/invocations/{id}");
        Assert.Contains("\"status\":\"Failed\"", await seen.Content.ReadAsStringAsync());
    }

    [Fact(Timeout = 120_000)]
    public async Task A_ticket_with_another_timeout_than_the_accepted_one_is_refused()
    {
        await using var host = await HostAsync();
        var client = host.Services.GetRequiredService<DurableTaskClient>();
        using var body = new MemoryStream("""{"FnName":"fn","DockerFile":"FROM busybox\nCMD true","Timeout":5}"""u8.ToArray());
        var accepted = (await host.Services.GetRequiredService<InvocationGate>().AdmitAsync(body, null, GatePolicy.Strict, default))
            .Invocation!;

        var id = await client.ScheduleNewOrchestrationInstanceAsync(
            nameof(InvocationOrchestrator), InvocationTicket.For(accepted) with { TimeoutSeconds = 5000 });
        var ended = await client.WaitForInstanceCompletionAsync(id, getInputsAndOutputs: true);

        Assert.Equal(OrchestrationRuntimeStatus.Failed, ended.RuntimeStatus);
        Assert.Contains(nameof(InvalidInvocationException), Flatten(ended.FailureDetails!));
    }

    private static string Flatten(Microsoft.DurableTask.TaskFailureDetails? failure) =>
        failure is null ? "" : $"{failure.ErrorType} {Flatten(failure.InnerFailure)}";

    private Task<TestHost> HostAsync() => TestHost.StartAsync(new TestHostSetup
    {
        Functions = Functions,
        DataDirectory = _data.Path,
        HostJson = """{"extensions":{"http":{"routePrefix":""}}}""",
        Configure = services => services.AddFunctron(FunctronSettings.Read(
            new ConfigurationBuilder().AddInMemoryCollection([new("Functron:DataDirectory", _data.Path)]).Build()), AppHost.Embedded),
    });
}
