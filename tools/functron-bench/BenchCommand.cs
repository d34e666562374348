using System.CommandLine;
using Functron.Benchmarks.Calls;
using Functron.Benchmarks.Durable;
using Functron.Tools;

namespace Functron.Benchmarks;

/// <summary>The root command.</summary>
internal static class BenchCommand
{
    private static RootCommand Create() => new("Measures on this machine what Functron costs. ./bench.sh sets up what that needs.")
    {
        CallBenchCommand.Create(),
        DurableBenchCommand.Create(),
        ResumeCommand.Create(),
    };

    /// <inheritdoc cref="CommandLine.InvokeAsync"/>
    public static Task<int> InvokeAsync(IReadOnlyList<string> args, TextWriter output, TextWriter error) =>
        CommandLine.InvokeAsync(Create(), args, output, error);
}
