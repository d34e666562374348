using Functron.FunctionApp;
using Functron.FunctionApp.Startup;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Hosting;

try
{
    var flavour = FlavourSettings.Load();
    var starter = Starter.Read(flavour);
    if (starter.IsMissing(args, Environment.GetEnvironmentVariable))
    {
        Console.Error.WriteLine(starter.Missing);
        Environment.ExitCode = Starter.MissingExitCode;
        return;
    }

    var options = CommandLine.Expand(args);
    var builder = FunctionsApplication.CreateBuilder(options);
    FlavourSettings.AddTo(builder.Configuration, flavour);
    builder.ConfigureFunctionsWebApplication();
    var settings = FunctronSettings.Read(builder.Configuration);
    DataFolder.Claim(settings.Execution.DataDirectory);
    builder.Services.AddFunctron(settings, starter);
    builder.Services.AddStartWarnings(builder.Configuration, options);
    builder.Build().Run();
}
catch (OptionsException e)
{
    Console.Error.WriteLine(e.Message);
    Environment.ExitCode = 1;
}
