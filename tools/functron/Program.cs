using Functron.Cli.Commands;
using Functron.Tools;

return await CommandLine.InvokeAsync(FunctronCommand.Create(), args, Console.Out, Console.Error);
