using System.Xml.Linq;

namespace Functron.TestResults;

/// <summary>Reads the result file that <c>dotnet test --logger trx</c> writes.</summary>
internal static class TrxFile
{
    private static readonly XNamespace Trx = "http://microsoft.com/schemas/VisualStudio/TeamTest/2010";

    /// <exception cref="System.Xml.XmlException">The text is not XML, as when the run broke off while it wrote the file.</exception>
    public static TestRun Read(TextReader content)
    {
        var document = XDocument.Load(content);
        var results = document.Descendants(Trx + "UnitTestResult").ToLookup(Outcome);
        var failed = results.Where(group => group.Key is not ("Passed" or "NotExecuted")).SelectMany(group => group);
        var messages = document.Descendants(Trx + "RunInfo").Select(info => (string?)info.Element(Trx + "Text") ?? "");
        return new TestRun(
            results["Passed"].Count(),
            [
                .. failed.Select(result => new Failure(Name(result), Details(result))),
                .. CleanupFailures.In(messages),
            ],
            [.. results["NotExecuted"].Select(result => Details(result) is { Length: > 0 } why ? $"{Name(result)}: {why}" : Name(result))]);
    }

    private static string Outcome(XElement result) => (string?)result.Attribute("outcome") ?? "Error";

    private static string Name(XElement result) => (string?)result.Attribute("testName") ?? "a test without a name";

    private static string Details(XElement result)
    {
        var error = result.Element(Trx + "Output")?.Element(Trx + "ErrorInfo");
        return string.Join('\n', new[] { (string?)error?.Element(Trx + "Message"), (string?)error?.Element(Trx + "StackTrace") }
            .Where(text => !string.IsNullOrWhiteSpace(text)).Select(text => text!.Trim()));
    }
}
