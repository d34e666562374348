using System.Text.RegularExpressions;
using Functron.Hosting.Durable;

namespace Functron.Tests.Hosting.Surface;

/// <summary>What the embedded host declares under Microsoft's names, against the list of what the packages have.</summary>
public sealed partial class SurfaceTests
{
    private static readonly SurfaceList List = SurfaceList.Load();

    public static TheoryData<string> DeclaredTypes()
    {
        var data = new TheoryData<string>();
        foreach (var type in Declared())
            data.Add(type.FullName!);
        return data;
    }

    [Theory]
    [MemberData(nameof(DeclaredTypes))]
    public void Nothing_is_declared_that_is_not_in_the_list(string typeName)
    {
        var ours = SurfaceText.Of(TypeOf(typeName));
        if (!List.Types.TryGetValue(ours.Name, out var listed))
        {
            // The list leaves out types that it only names in signatures or as a base: to be nameable is all they may offer.
            Assert.StartsWith("abstract class ", ours.Header, StringComparison.Ordinal);
            Assert.Matches($@"\b{Regex.Escape(ours.Name[(ours.Name.LastIndexOf('.') + 1)..])}\b", List.Text);
            Assert.Empty(ours.Members);
            return;
        }

        Assert.Equal(listed.Header, ours.Header);
        Assert.Empty(Comparable(ours.Members).Except(Comparable(listed.Members)));
    }

    [Theory]
    [MemberData(nameof(DeclaredTypes))]
    public void Each_member_name_has_all_its_listed_overloads(string typeName)
    {
        var ours = SurfaceText.Of(TypeOf(typeName));
        if (!List.Types.TryGetValue(ours.Name, out var listed))
        {
            Assert.Empty(ours.Members);
            return;
        }

        var offered = ours.Members.Select(NameOf).ToHashSet();
        Assert.Empty(Comparable(listed.Members.Where(m => offered.Contains(NameOf(m)))).Except(Comparable(ours.Members)));
    }

    [Fact]
    public void The_list_and_the_declared_types_are_found()
    {
        Assert.True(List.Types.Count > 30);
        Assert.Contains(Declared(), t => t.Name == "FunctionAttribute");
        Assert.Contains(Declared(), t => t.Name == "TaskOrchestrationContext");
    }

    [Theory]
    [InlineData("abstract Task CreateTimer(DateTime fireAt, CancellationToken cancellationToken)", "CreateTimer")]
    [InlineData("virtual Task<TResult?> CallActivityAsync<TResult>(TaskName name, TaskOptions options)", "CallActivityAsync")]
    [InlineData("static TaskName op_Implicit(string value)", "op_Implicit")]
    [InlineData(".ctor(string name)", ".ctor")]
    [InlineData("string? Route { get; set; }", "Route")]
    [InlineData("IDictionary<object, object> Items { get; }", "Items")]
    [InlineData("bool (RetryContext retryContext)", "")]
    public void A_members_name_is_read_from_its_signature(string signature, string name) => Assert.Equal(name, NameOf(signature));

    private static IEnumerable<Type> Declared() => typeof(DurableEngine).Assembly.GetExportedTypes()
        .Where(t => !t.IsNested && t.Namespace?.StartsWith("Microsoft.", StringComparison.Ordinal) == true);

    private static Type TypeOf(string name) => typeof(DurableEngine).Assembly.GetType(name, throwOnError: true)!;

    private static string NameOf(string signature)
    {
        var head = Signature().Replace(signature, "");
        return head[(head.LastIndexOf(' ') + 1)..];
    }

    /// <summary>
    /// Whether an unconstrained type parameter is written with a question mark depends, as reflection tells it, on the annotations
    /// of the members around it: the list itself has both for one and the same declaration. It is left out of the comparison.
    /// </summary>
    private static IEnumerable<string> Comparable(IEnumerable<string> members) => members.Select(m => TypeParameter().Replace(m, "$1"));

    [GeneratedRegex(@"\b(T|TResult)\?")]
    private static partial Regex TypeParameter();

    [GeneratedRegex(@"(<\w+>)?\([^()]*\)$| \{.*\}$")]
    private static partial Regex Signature();
}
