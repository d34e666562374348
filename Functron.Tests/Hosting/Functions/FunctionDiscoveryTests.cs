using Functron.Hosting.Functions;
using Microsoft.AspNetCore.Routing.Patterns;

namespace Functron.Tests.Hosting.Functions;

public sealed class FunctionDiscoveryTests
{
    [Fact]
    public void Finds_the_marked_methods_and_their_kinds()
    {
        var functions = FunctionDiscovery.Find(FunctionSource.Of(typeof(GoodFunctions))).Functions;

        Assert.Equal(
            [
                ("Act", FunctionKind.Activity),
                ("ActWithoutInput", FunctionKind.Activity),
                ("Orchestrate", FunctionKind.Orchestrator),
                ("Route", FunctionKind.Http),
            ],
            functions.Select(f => (f.Name, f.Kind)).OrderBy(f => f.Name, StringComparer.Ordinal));
    }

    [Fact]
    public void Binds_each_parameter_to_what_supplies_it()
    {
        var route = FunctionDiscovery.Find(FunctionSource.Of(typeof(GoodFunctions))).Functions.Single(f => f.Name == "Route");

        Assert.Collection(
            route.Parameters,
            p => Assert.IsType<TriggerBinding>(p),
            p => Assert.Equal("id", Assert.IsType<RouteBinding>(p).Name),
            p => Assert.Null(Assert.IsType<RouteBinding>(p).Absent),
            p => Assert.IsType<ContextBinding>(p),
            p => Assert.IsType<CancellationBinding>(p),
            p => Assert.IsType<DurableClientBinding>(p));
        Assert.Equal(["GET", "POST"], route.Route!.Methods);
    }

    [Theory]
    [InlineData(typeof(BadFunctions.BadName), "1st name", "a name is")]
    [InlineData(typeof(BadFunctions.NoTrigger), "Bad", "one trigger, this has 0")]
    [InlineData(typeof(BadFunctions.TwoTriggers), "Bad", "one trigger, this has 2")]
    [InlineData(typeof(BadFunctions.Retried), "Bad", "no retry attributes")]
    [InlineData(typeof(BadFunctions.OrchestratorOfOtherName), "Bad", "names another: Other")]
    [InlineData(typeof(BadFunctions.ActivityOfOtherName), "Bad", "names another: Other")]
    [InlineData(typeof(BadFunctions.WithOutput), "Bad", "no output bindings")]
    [InlineData(typeof(BadFunctions.OtherHub), "Bad", "one task hub")]
    [InlineData(typeof(BadFunctions.OtherTrigger), "Bad", "[EntityTrigger] is not served by the embedded host")]
    [InlineData(typeof(BadFunctions.TwoDataParameters), "Bad", "'more': an activity takes one data parameter")]
    [InlineData(typeof(BadFunctions.UnknownParameter), "Bad", "'other' is neither in the route")]
    [InlineData(typeof(BadFunctions.UnreadableRouteParameter), "Bad", "cannot be read as Uri")]
    [InlineData(typeof(BadFunctions.MalformedRoute), "Bad", "'a/{id' is malformed")]
    [InlineData(typeof(BadFunctions.WrongHttpParameter), "Bad", "goes on an HttpRequest")]
    [InlineData(typeof(BadFunctions.WrongHttpReturn), "Bad", "returns IResult")]
    [InlineData(typeof(BadFunctions.WrongOrchestratorParameter), "Bad", "goes on a TaskOrchestrationContext")]
    [InlineData(typeof(BadFunctions.OrchestratorWithMore), "Bad", "an orchestrator takes")]
    [InlineData(typeof(BadFunctions.WrongClient), "Bad", "goes on a DurableTaskClient")]
    [InlineData(typeof(BadFunctions.AsyncVoid), "Bad", "async function returns Task")]
    [InlineData(typeof(BadFunctions.ReturnsValueTask), "Bad", "returns Task")]
    [InlineData(typeof(BadFunctions.NotPublic), "Bad", "public method")]
    [InlineData(typeof(BadFunctions.NotPublicClass), "Bad", "public class")]
    [InlineData(typeof(BadFunctions.Abstract), "Bad", "abstract")]
    [InlineData(typeof(BadFunctions.Generic), "Bad", "type parameters")]
    [InlineData(typeof(BadFunctions.SameName), "Twice", "also that of")]
    [InlineData(typeof(BadFunctions.SameRoute), "Other", "also those of 'One'")]
    [InlineData(typeof(BadFunctions.SameRouteByOtherNames), "Other", "also those of 'One'")]
    public void Refuses_a_declaration_by_function_and_rule(Type type, string function, string rule)
    {
        var refused = Assert.Throws<InvalidFunctionsException>(() => FunctionDiscovery.Find(FunctionSource.Of(type)));

        var problem = Assert.Single(refused.Problems);
        Assert.Contains($"'{function}'", problem, StringComparison.Ordinal);
        Assert.Contains(rule, problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("x/{a}", "X/{b}", true)]
    [InlineData("x/{a}", "x/{b?}", true)]
    [InlineData("x/{a:int}", "x/{b:int}", true)]
    [InlineData("x/{*a}", "x/{**b}", true)]
    [InlineData("x/{a}.{b}", "x/{b}.{a}", true)]
    [InlineData("x/{a}", "x/a", false)]
    [InlineData("x/{a}", "x/{*a}", false)]
    [InlineData("x/{a:int}", "x/{a:guid}", false)]
    [InlineData("x/{a:int}", "x/{a}", false)]
    [InlineData("x/{a}", "y/{a}", false)]
    public void Routes_are_the_same_when_routing_cannot_tell_them_apart(string one, string other, bool same) =>
        Assert.Equal(same, ShapeOf(one) == ShapeOf(other));

    private static string ShapeOf(string route) => new HttpRoute(RoutePatternFactory.Parse(route), [], AsksForKey: false).Shape;

    [Fact]
    public void Tells_all_broken_declarations_at_once()
    {
        var refused = Assert.Throws<InvalidFunctionsException>(() => FunctionDiscovery.Find(
            FunctionSource.Of(typeof(BadFunctions.NoTrigger), typeof(BadFunctions.WrongClient), typeof(GoodFunctions))));

        Assert.Equal(2, refused.Problems.Count);
    }
}
