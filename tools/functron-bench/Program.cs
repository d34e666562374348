using Functron.Benchmarks;

return await BenchCommand.InvokeAsync(args, Console.Out, Console.Error);
