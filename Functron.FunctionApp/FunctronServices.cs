using Functron.Execution;
using Functron.Execution.Run.Stopping;
using Functron.FunctionApp.Activities;
using Functron.FunctionApp.Admission;
using Functron.FunctionApp.Answering;
using Functron.FunctionApp.Http;
using Functron.FunctionApp.Http.Failures;
using Functron.FunctionApp.Instances;
using Functron.FunctionApp.Startup;
using Functron.FunctionApp.Sweeping;
using Functron.Payloads.Blobs;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Functron.FunctionApp;

internal static class FunctronServices
{
    /// <summary>What the functions are made of, on either host, set up as the process's configuration says.</summary>
    /// <param name="options">The command line, its switches replaced (<see cref="CommandLine"/>).</param>
    /// <exception cref="OptionsException">A setting is not usable.</exception>
    public static IServiceCollection AddFunctron(
        this IServiceCollection services, ConfigurationManager configuration, AppHost host, IReadOnlyList<string> options)
    {
        host.AddDefaultsTo(configuration);
        var settings = FunctronSettings.Read(configuration);
        DataFolder.Claim(settings.Execution.DataDirectory);
        services.AddFunctron(settings, host);
        // Said at the start: what is set up in a way that its author may not have meant. What a host has written is no author's.
        services.AddSingleton(UnknownOptions.Find(configuration, host.HasStartedThis ? [] : options));
        services.AddHostedService<StartWarnings>();
        if (host.HasTelemetry)
            services.AddWorkerTelemetry(configuration);
        return services;
    }

    /// <summary>The same for settings that were read.</summary>
    public static IServiceCollection AddFunctron(this IServiceCollection services, FunctronSettings settings, AppHost host)
    {
        services.AddSingleton(host);
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(settings);
        services.AddSingleton(provider => new HostStopping(
            provider.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping, settings.OnlyStopsCancelActivities));
        services.Configure<KestrelServerOptions>(kestrel =>
        {
            // The gate counts the bytes of a body; the server's own limit, of 30 MB, would come first.
            kestrel.Limits.MaxRequestBodySize = null;
            // A slow caller is no reason to drop what it has sent.
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.Limits.MaxConcurrentConnections = ConnectionLimit.Of(settings.Admission);
        });
        if (settings.Blobs is { } blobs)
            services.AddBlobPayloadStore(blobs);
        services.AddFunctronExecution(settings.Execution);
        services.AddProblemDetails(options => options.CustomizeProblemDetails = ExecProblems.AddKeys);
        services.AddSingleton<IStartupFilter, FunctionGuard>();
        services.AddAdmission(settings);
        services.AddSingleton(typeof(HttpCalls<>));
        services.AddSingleton<InvocationStarter>();
        services.AddSingleton<AnswerWaiter>();
        services.AddSingleton<DataDirectoryProbe>();
        services.AddSingleton<PayloadStoreProbe>();
        services.AddSingleton<InstanceDirectory>();
        services.AddSingleton<SlotNotices>();
        services.AddSingleton<ForgottenFolders>();
        services.AddHostedService<StarterWatch>();
        services.AddHostedService<ForgottenFoldersService>();
        services.AddHostedService<SweepService>();
        services.AddHostedService<RunPathService>();
        return services;
    }

    private static void AddAdmission(this IServiceCollection services, FunctronSettings settings)
    {
        services.AddSingleton(settings.Admission);
        services.AddSingleton(new FreeDisk(settings.Execution.DataDirectory, settings.Admission.MinFreeDiskBytes));
        services.AddSingleton<Uploads>();
        services.AddSingleton<AnswerRoom>();
        services.AddSingleton<InvocationQueue>();
        services.AddSingleton<IStartupFilter, HttpAdmission>();
    }
}
