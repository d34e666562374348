using Functron.FunctionApp;
using Functron.FunctionApp.Startup;
using Functron.Hosting.Startup;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

try
{
    var options = CommandLine.Expand(args);
    var host = HostChoice.Of(options, new ConfigurationBuilder().AddEnvironmentVariables().AddCommandLine(options).Build());
    if (host is null)
    {
        Console.Error.WriteLine(HostChoice.Missing);
        Environment.ExitCode = HostChoice.MissingExitCode;
        return;
    }

    (host == AppHost.Functions ? BuildWorker(options) : BuildEmbedded(options)).Run();
}
catch (OptionsException e)
{
    Console.Error.WriteLine(e.Message);
    Environment.ExitCode = 1;
}

// Below a Functions host, which has started this process.
static IHost BuildWorker(string[] options)
{
    var builder = FunctionsApplication.CreateBuilder(options);
    builder.ConfigureFunctionsWebApplication();
    builder.Services.AddFunctron(builder.Configuration, AppHost.Functions, options);
    return builder.Build();
}

// By itself: Kestrel and the durable engine are in this process.
static IHost BuildEmbedded(string[] options)
{
    var builder = EmbeddedApplication.CreateBuilder(options, typeof(Program).Assembly);
    builder.Services.AddFunctron(builder.Configuration, AppHost.Embedded, options);
    return builder.Build();
}
