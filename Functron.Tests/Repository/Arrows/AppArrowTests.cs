using System.ComponentModel;
using System.Reflection;
using Functron.FunctionApp.Http;
using Functron.FunctionApp.Instances;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using NetArchTest.Rules;

namespace Functron.Tests.Arrows;

/// <summary>
/// Which folder of the app may know which other one. The arrows follow an invocation: HTTP request, validated invocation, orchestration,
/// activities, result.
/// </summary>
public sealed class AppArrowTests
{
    private const string App = "Functron.FunctionApp";
    private const string Web = "Microsoft.AspNetCore";

    private static readonly Assembly Assembly = typeof(HttpCall).Assembly;

    [Theory]
    [InlineData("Orchestration", "Http", "Admission", "Answering", "Activities", "Instances", "Sweeping", "Startup", Web)]
    [InlineData("Activities", "Http", "Answering", "Sweeping", "Startup", Web)]
    [InlineData("Instances", "Http", "Admission", "Answering", "Activities", "Sweeping", "Startup", Web)]
    [InlineData("Admission", "Http", "Answering", "Activities", "Orchestration", "Sweeping", "Startup")]
    [InlineData("Answering", "Http", "Admission", "Activities", "Sweeping", "Startup", Web)]
    [InlineData("Sweeping", "Http", "Answering", "Activities", "Startup", Web)]
    [InlineData("Startup", "Http", "Admission", "Answering", "Activities", "Orchestration", "Instances", "Sweeping")]
    [InlineData("Http", "Activities", "Sweeping")]
    public void A_folder_knows_nothing_of(string folder, params string[] others)
    {
        var types = Types.InAssembly(Assembly).That().ResideInNamespaceStartingWith($"{App}.{folder}");
        Assert.NotEmpty(types.GetTypes());
        Rules.Hold(types.ShouldNot().HaveDependencyOnAny([.. others.Select(other => other == Web ? Web : $"{App}.{other}")]));
    }

    [Fact]
    public void The_app_leaves_Docker_to_Execution() =>
        Rules.Hold(Types.InAssembly(Assembly).ShouldNot().HaveDependencyOnAny("Docker.DotNet"));

    [Fact]
    public void Only_Startup_and_the_addresses_of_an_invocation_know_the_embedded_host() =>
        Rules.Hold(Types.InAssembly(Assembly).That().ResideInNamespaceMatching($"^{App.Replace(".", "\\.", StringComparison.Ordinal)}\\.")
            .And().DoNotHaveName(nameof(InvocationAddresses), nameof(StillRunningAnswer), nameof(InvocationFunctions))
            .And().DoNotResideInNamespaceStartingWith($"{App}.Startup")
            .ShouldNot().HaveDependencyOnAny(
                "Functron.Hosting.Startup", "Functron.Hosting.Http", "Functron.Hosting.Durable", "Functron.Hosting.Functions"));

    /// <summary>A client that goes another way would not be kept, and neither sweep nor queue would learn of the instances.</summary>
    [Fact]
    public void A_function_gives_the_client_that_it_is_bound_to_HttpCalls_and_to_nobody_else()
    {
        var bound = Functions().Where(method => method.GetParameters().Any(p => p.ParameterType == typeof(DurableTaskClient))).ToList();

        Assert.NotEmpty(bound);
        Assert.All(bound, method =>
        {
            var calls = Calls.Of(method);
            Assert.Contains(calls, call => call.StartsWith($"{typeof(HttpCalls<>).FullName}::AnswerAsync", StringComparison.Ordinal));
            Assert.DoesNotContain(calls, call => call.StartsWith(typeof(DurableTaskClient).FullName!, StringComparison.Ordinal));
        });
    }

    [Fact]
    public void Only_HttpCalls_makes_a_call_and_keeps_a_client()
    {
        var callers = Assembly.GetTypes().SelectMany(Calls.MethodsOf).Where(method => Calls.Of(method).Any(call =>
            call.StartsWith($"{typeof(HttpCall).FullName}::.ctor", StringComparison.Ordinal)
            || call == $"{typeof(InstanceDirectory).FullName}::{nameof(InstanceDirectory.Use)}"));

        Assert.All(callers, caller => Assert.Equal(typeof(HttpCalls<>), Outermost(caller.DeclaringType!)));
    }

    /// <summary>The Worker SDK needs its functions public, and C# then what their signatures name.</summary>
    [Fact]
    public void Nothing_is_public_but_the_functions_and_what_their_signatures_name()
    {
        var named = new HashSet<Type>();
        foreach (var method in Functions())
            Add(method.DeclaringType!);

        var others = Assembly.GetExportedTypes().Except(named).Where(type => IsOurs(type) && !IsGenerated(type)).ToList();
        Assert.True(others.Count == 0, "These types are public without need: " + string.Join(", ", others));

        void Add(Type type)
        {
            foreach (var argument in type.GetGenericArguments())
                Add(argument);
            if (type.IsGenericType)
                type = type.GetGenericTypeDefinition();
            if (!IsOurs(type) || !named.Add(type))
                return;
            foreach (var parameter in type.GetConstructors().Cast<MethodBase>().Concat(type.GetMethods())
                .SelectMany(method => method.GetParameters()))
                Add(parameter.ParameterType);
            foreach (var method in type.GetMethods())
                Add(method.ReturnType);
        }

        // By the Worker SDK, for the worker's start.
        static bool IsGenerated(Type type) =>
            type.GetCustomAttribute<EditorBrowsableAttribute>()?.State == EditorBrowsableState.Never
            || type.Name is "FunctionExecutorHostBuilderExtensions" or "WorkerHostBuilderFunctionMetadataProviderExtension";

        static bool IsOurs(Type type) => type.Assembly == Assembly && type.Namespace?.StartsWith(App, StringComparison.Ordinal) == true;
    }

    private static IEnumerable<MethodInfo> Functions() => Assembly.GetTypes().SelectMany(type => type.GetMethods())
        .Where(method => method.IsDefined(typeof(FunctionAttribute), inherit: false));

    private static Type Outermost(Type type) => type.DeclaringType is { } outer ? Outermost(outer) : type;
}
