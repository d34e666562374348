using System.Text.Json;
using Functron.Hosting.Functions;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.Extensions.DependencyInjection;

namespace Functron.Tests.Hosting.Functions;

public sealed class DurableFunctionsTests
{
    private readonly DurableFunctions _functions = new(
        FunctionDiscovery.Find(FunctionSource.Of(typeof(GoodFunctions), typeof(Inputs))),
        new ServiceCollection().AddScoped<Scoped>().BuildServiceProvider().GetRequiredService<IServiceScopeFactory>(),
        JsonSerializerOptions.Web);

    [Theory]
    [InlineData("Orchestrate", true, false)]
    [InlineData("orchestrate", true, false)]
    [InlineData("Act", false, true)]
    [InlineData("ACT", false, true)]
    [InlineData("Route", false, false)]
    [InlineData("Unknown", false, false)]
    public void Are_found_by_name_and_kind(string name, bool orchestrator, bool activity)
    {
        Assert.Equal(orchestrator, _functions.FindOrchestrator(name) is not null);
        Assert.Equal(activity, _functions.FindActivity(name) is not null);
    }

    [Theory]
    [InlineData("Text", "\"a\"", "a")]
    [InlineData("Text", null, null)]
    [InlineData("Text", "null", null)]
    [InlineData("Number", "7", 7)]
    [InlineData("Number", null, 0)]
    [InlineData("Record", """{"name":"n"}""", "n")]
    [InlineData("None", "\"ignored\"", "None")]
    public async Task An_activity_gets_its_input_as_its_parameters_type(string name, string? json, object? value) =>
        Assert.Equal(value, await CallAsync(name, json));

    [Fact]
    public async Task An_input_that_is_not_of_that_type_fails_the_activity() =>
        await Assert.ThrowsAsync<JsonException>(() => CallAsync("Number", "\"seven\""));

    [Fact]
    public async Task Each_execution_has_a_scope_that_ends_with_it()
    {
        var first = Assert.IsType<Scoped>(await CallAsync("Scope", null));
        var second = Assert.IsType<Scoped>(await CallAsync("Scope", null));

        Assert.NotSame(first, second);
        Assert.True(first.IsDisposed);
    }

    [Fact]
    public async Task The_engines_token_reaches_the_activity()
    {
        using var source = new CancellationTokenSource();

        var token = await CallAsync("Token", null, source.Token);

        Assert.Equal(source.Token, token);
    }

    [Fact]
    public async Task An_orchestrators_token_is_never_cancelled() =>
        Assert.Equal(false, await _functions.FindOrchestrator("Cancellable")!.InvokeAsync(null!));

    private Task<object?> CallAsync(string name, string? json, CancellationToken cancellationToken = default) =>
        _functions.FindActivity(name)!.InvokeAsync(new ActivityCall("instance", name, json, cancellationToken));

    public sealed record Named(string Name);

    public sealed class Scoped : IDisposable
    {
        public bool IsDisposed { get; private set; }

        public void Dispose() => IsDisposed = true;
    }

    public sealed class Inputs
    {
        [Function("Text")]
        public string? Text([ActivityTrigger] string? text) => text;

        [Function("Number")]
        public Task<int> Number([ActivityTrigger] int number) => Task.FromResult(number);

        [Function("Record")]
        public string Record([ActivityTrigger] Named named) => named.Name;

        [Function("None")]
        public string None([ActivityTrigger] FunctionContext context) => context.FunctionDefinition.Name;

        [Function("Scope")]
        public Scoped Scope([ActivityTrigger] FunctionContext context) => context.InstanceServices.GetRequiredService<Scoped>();

        [Function("Cancellable")]
        public bool Cancellable([OrchestrationTrigger] TaskOrchestrationContext context, FunctionContext function) =>
            function.CancellationToken.CanBeCanceled;

        [Function("Token")]
        public CancellationToken Token([ActivityTrigger] string? input, FunctionContext context, CancellationToken cancellationToken) =>
            context.CancellationToken == cancellationToken ? cancellationToken : default;
    }
}
