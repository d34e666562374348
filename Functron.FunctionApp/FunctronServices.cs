using Functron.Execution;
using Functron.Execution.Run;
using Functron.FunctionApp.Answering;
using Functron.FunctionApp.Http;
using Functron.FunctionApp.Sweeping;
using Functron.Payloads.Blobs;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Functron.FunctionApp;

internal static class FunctronServices
{
    /// <summary>What the functions are made of, on either host.</summary>
    public static IServiceCollection AddFunctron(this IServiceCollection services, FunctronSettings settings)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(settings);
        services.AddSingleton(provider => new HostStopping(provider.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping));
        if (settings.Blobs is { } blobs)
            services.AddBlobPayloadStore(blobs);
        services.AddFunctronExecution(settings.Execution);
        services.AddProblemDetails(options => options.CustomizeProblemDetails = ExecProblems.AddKeys);
        services.AddSingleton<InvocationStarter>();
        services.AddSingleton<AnswerWaiter>();
        services.AddSingleton<DataDirectoryProbe>();
        services.AddSingleton<PayloadStoreProbe>();
        services.AddSingleton<InstanceDirectory>();
        services.AddSingleton<ForgottenFolders>();
        services.AddHostedService<ForgottenFoldersService>();
        services.AddHostedService<SweepService>();
        return services;
    }
}
