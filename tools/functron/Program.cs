using Functron.Cli.Commands;

return await FunctronCommand.InvokeAsync(args, Console.Out, Console.Error);
