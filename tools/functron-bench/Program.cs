using Functron.Benchmarks;
using Functron.Tools;

return await CommandLine.InvokeAsync(BenchCommand.Create(), args, Console.Out, Console.Error);
