using System.Reflection;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Functron.FunctionApp.Http;
using Functron.Hosting.Http.Management;

namespace Functron.Tests.Docs;

public sealed partial class ApiDocumentTests
{
    private static readonly string Document = Repository.Read("docs/api.md");

    [Theory]
    [InlineData(typeof(ExecAnswer))]
    [InlineData(typeof(InvocationStatus))]
    [InlineData(typeof(CheckStatusPayload))]
    public void Names_every_key_of_the_answers(Type answer)
    {
        var keys = answer.GetProperties().Select(p => p.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name).OfType<string>().ToList();

        Assert.NotEmpty(keys);
        Assert.All(keys, key => Assert.Matches($"[`\"]{key}[`\"]", Document));
    }

    [Fact]
    public void Names_every_route()
    {
        Assert.NotEmpty(Routes());
        Assert.All(Routes(), route => Assert.Contains(route, Document, StringComparison.Ordinal));
    }

    private static IEnumerable<string> Routes() =>
        Directory.GetFiles(Path.Combine(Repository.Root, "Functron.FunctionApp", "Http"), "*.cs")
            .SelectMany(file => Route().Matches(File.ReadAllText(file)))
            .Select(match => "/" + match.Groups["route"].Value);

    [GeneratedRegex("""Route = "(?<route>[^"]+)"\)\]""")]
    private static partial Regex Route();
}
