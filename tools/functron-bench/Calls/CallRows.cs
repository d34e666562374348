namespace Functron.Benchmarks.Calls;

/// <summary>What is measured, by the names of the table's rows.</summary>
internal static class CallRows
{
    public const string Launcher = "launcher", Engine = "engine";
    public const string DockerRun = "docker run --rm -i, whole command", DockerRunFromStart = "started to returned, docker run";
    public const string Build = "build call";

    /// <summary>Of Functron's <c>Timings</c>, in this order.</summary>
    public static readonly string[] Phases = ["Queue", "Build", "Create", "Start", "Run", "Total"];

    public static string Request(string path) => $"request to answer, {path} path";

    public static string FromStart(string path) => $"started to answer, {path} path";

    public static string Phase(string path, string phase) => $"{path} {phase}";
}
