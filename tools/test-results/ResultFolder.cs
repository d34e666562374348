using System.Globalization;
using System.Xml;

namespace Functron.TestResults;

/// <summary>
/// The folder in which <c>test.sh</c> collects what happened: <c>NAME.status</c> with the exit code of each test run, <c>NAME.trx</c> with
/// its results, and <c>failures.txt</c> with a line for everything else that failed.
/// </summary>
internal static class ResultFolder
{
    public static IReadOnlyList<TestRun> Read(string folder)
    {
        var names = Directory.GetFiles(folder, "*.status").Select(file => Path.GetFileNameWithoutExtension(file));
        var runs = names.Order(StringComparer.Ordinal).Select(name => ReadRun(folder, name));
        var otherFailures = OtherFailures(Path.Combine(folder, "failures.txt"));
        return [.. runs, new TestRun(0, otherFailures, [])];
    }

    private static TestRun ReadRun(string folder, string name)
    {
        var status = int.Parse(File.ReadAllText(Path.Combine(folder, name + ".status")), CultureInfo.InvariantCulture);
        var trx = Path.Combine(folder, name + ".trx");
        if (!File.Exists(trx))
            return new TestRun(0, [new Failure($"The test run '{name}' ended with {status} and without results: no test ran")], []);
        try
        {
            using var content = File.OpenText(trx);
            var run = TrxFile.Read(content);
            if (status == 0 || run.Failures.Count > 0)
                return run;
            var brokeOff = new Failure($"The test run '{name}' ended with {status} and names no failed test: it broke off");
            return run with { Failures = [brokeOff] };
        }
        catch (XmlException e)
        {
            return new TestRun(0, [new Failure($"The results of the test run '{name}' cannot be read", e.Message)], []);
        }
    }

    private static Failure[] OtherFailures(string file) =>
        File.Exists(file) ? [.. File.ReadLines(file).Where(line => line.Length > 0).Select(line => new Failure(line))] : [];
}
