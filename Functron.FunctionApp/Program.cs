using Functron.FunctionApp;
using Functron.FunctionApp.Startup;
using Functron.Hosting.Startup;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

if (CommandLine.Answer(args) is { } answer)
{
    Console.WriteLine(answer);
    return 0;
}

return await HostProcess.RunAsync(() => BuildHost(CommandLine.Expand(args)));

static IHost BuildHost(string[] options)
{
    var configuration = new ConfigurationBuilder().AddEnvironmentVariables().AddCommandLine(options).Build();
    var host = HostChoice.Of(options, configuration)
        ?? throw new OptionsException(HostChoice.Missing) { ExitCode = HostChoice.MissingExitCode };
    return host == AppHost.Functions ? BuildWorker(options) : BuildEmbedded(options);
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
