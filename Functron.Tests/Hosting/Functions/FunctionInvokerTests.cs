using System.Reflection;
using Functron.Hosting.Functions;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;

namespace Functron.Tests.Hosting.Functions;

public sealed class FunctionInvokerTests
{
    [Theory]
    [InlineData(nameof(Returns.Nothing), null)]
    [InlineData(nameof(Returns.Value), 1)]
    [InlineData(nameof(Returns.TaskAlone), null)]
    [InlineData(nameof(Returns.TaskOfValue), 2)]
    [InlineData(nameof(Returns.StaticValue), 3)]
    public async Task Gives_the_functions_value(string method, object? value) =>
        Assert.Equal(value, await InvokeAsync(typeof(Returns), method));

    [Theory]
    [InlineData(nameof(Returns.Throws))]
    [InlineData(nameof(Returns.ThrowsLater))]
    public async Task Throws_what_the_function_threw(string method) =>
        await Assert.ThrowsAsync<InvalidTimeZoneException>(() => InvokeAsync(typeof(Returns), method));

    [Fact]
    public async Task Makes_an_instance_from_the_services_and_disposes_it()
    {
        var trace = new List<string>();
        using var services = new ServiceCollection().AddSingleton(trace).BuildServiceProvider();

        await InvokeAsync(typeof(Disposed), nameof(Disposed.Run), services);
        await InvokeAsync(typeof(Disposed), nameof(Disposed.Run), services);

        Assert.Equal(["made", "run", "disposed", "made", "run", "disposed"], trace);
    }

    private static async Task<object?> InvokeAsync(Type type, string name, IServiceProvider? services = null)
    {
        var method = type.GetMethod(name, BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static)!;
        var declaration = new FunctionDeclaration("F", FunctionKind.Activity, method, []);
        using var none = new ServiceCollection().BuildServiceProvider();
        FunctionContext context = new InvocationContext(new DeclaredDefinition(declaration), services ?? none, CancellationToken.None);
        return await new FunctionInvoker(declaration).InvokeAsync(new BindingData(context, null));
    }

    public sealed class Returns
    {
        public static int StaticValue() => 3;

        public void Nothing()
        {
        }

        public int Value() => 1;

        // The task behind it has a value all the same.
        public Task TaskAlone() => Task.FromResult(9);

        public async Task<int> TaskOfValue()
        {
            await Task.Yield();
            return 2;
        }

        public void Throws() => throw new InvalidTimeZoneException();

        public async Task ThrowsLater()
        {
            await Task.Yield();
            throw new InvalidTimeZoneException();
        }
    }

    public sealed class Disposed : IDisposable
    {
        private readonly List<string> _trace;

        public Disposed(List<string> trace)
        {
            _trace = trace;
            _trace.Add("made");
        }

        public void Run() => _trace.Add("run");

        public void Dispose() => _trace.Add("disposed");
    }
}
