using System.CommandLine;
using Functron.Benchmarks.Calls;
using Functron.Benchmarks.Durable;

namespace Functron.Benchmarks;

/// <summary>The root command.</summary>
internal static class BenchCommand
{
    public static RootCommand Create() => new("Measures on this machine what Functron costs. ./bench.sh sets up what that needs.")
    {
        CallBenchCommand.Create(),
        DurableBenchCommand.Create(),
        ResumeCommand.Create(),
    };
}
