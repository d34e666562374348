using Functron.FunctionApp;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Hosting;

try
{
    var builder = FunctionsApplication.CreateBuilder(CommandLine.Expand(args));
    builder.ConfigureFunctionsWebApplication();
    builder.Services.AddFunctron(FunctronSettings.Read(builder.Configuration));
    builder.Build().Run();
}
catch (OptionsException e)
{
    Console.Error.WriteLine(e.Message);
    Environment.ExitCode = 1;
}
