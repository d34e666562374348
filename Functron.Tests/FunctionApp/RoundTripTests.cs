using System.Reflection;
using System.Text.Json;
using Functron.Execution.Build;
using Functron.Execution.Cleanup;
using Functron.Execution.Requests;
using Functron.Execution.Run;
using Functron.Execution.Run.Stopping;
using Functron.FunctionApp.Orchestration;
using Microsoft.Azure.Functions.Worker;

namespace Functron.Tests.FunctionApp;

/// <summary>
/// What crosses an orchestration survives either serialiser: general defaults with fields, and case-insensitive web defaults.
/// </summary>
public sealed class RoundTripTests
{
    private static readonly RunOrder Order =
        new("instance-1", "0123456789abcdef0123456789abcdef", "invocation-1", "Fn_1", FunctionTimeout.OfSeconds(2.5));

    private static readonly object[] Crossing =
    [
        new InvocationTicket("invocation-1", "Fn_1", 2.5),
        new InvocationTicket("invocation-1", "Fn_1", 2.5, InvocationTicket.LatestCourse),
        new InvocationFailure(true, "The engine did not answer."),
        Order,
        new ImageRun(Order, "sha256:abc"),
        new BuildOutcome(true, "sha256:abc"),
        new ImageRun(Order, "sha256:abc", SlotNotice.Always),
        new BuildOutcome(true, "sha256:abc", RunWaits: true),
        new BuildOutcome(false, null),
        new StopOutcome(true),
        new RunOutcome(false, 137, true, false),
        new RunOutcome(true, null, false, false),
        new DeadlineCheck(DeadlineState.Running, 1.25),
        new CleanupOutcome(12.5, "out", "err"),
        new InvocationOutcome("run-1", true, 3, false, true, 12.5, "out", "err"),
    ];

    public static TheoryData<object> Values => new(Crossing);

    [Theory]
    [MemberData(nameof(Values))]
    public void A_value_comes_back_as_it_was(object value)
    {
        JsonSerializerOptions[] serialisers = [new(JsonSerializerDefaults.General) { IncludeFields = true }, JsonSerializerOptions.Web];
        foreach (var options in serialisers)
            Assert.Equal(value, JsonSerializer.Deserialize(
                JsonSerializer.Serialize(value, value.GetType(), options), value.GetType(), options));
    }

    [Fact]
    public void Every_type_that_crosses_is_in_the_table()
    {
        var tested = Crossing.Select(value => value.GetType()).ToHashSet();
        var functions = typeof(InvocationOrchestrator).Assembly.GetTypes().SelectMany(type => type.GetMethods())
            .Where(method => method.GetCustomAttribute<FunctionAttribute>() is not null).ToArray();
        var crossing = functions
            .SelectMany(method => method.GetParameters())
            .Where(parameter => parameter.GetCustomAttribute<ActivityTriggerAttribute>() is not null)
            .Select(parameter => parameter.ParameterType)
            .Concat(functions
                .Where(method => method.GetParameters().Any(parameter =>
                    parameter.GetCustomAttribute<ActivityTriggerAttribute>() is not null
                    || parameter.GetCustomAttribute<OrchestrationTriggerAttribute>() is not null))
                .Where(method => method.ReturnType.IsGenericType)
                .Select(method => method.ReturnType.GetGenericArguments()[0]))
            .ToHashSet();

        Assert.NotEmpty(crossing);
        Assert.Empty(crossing.Except(tested));
    }
}
