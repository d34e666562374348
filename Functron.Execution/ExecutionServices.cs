using Functron.Execution.Build;
using Functron.Execution.Cleanup;
using Functron.Execution.Engine;
using Functron.Execution.Launcher;
using Functron.Execution.Payloads;
using Functron.Execution.Requests;
using Functron.Execution.Requests.Dockerfiles;
using Functron.Execution.Results;
using Functron.Execution.Run;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Functron.Execution;

public static class ExecutionServices
{
    /// <summary>
    /// Adds the gate, the payload store, and all that builds, runs and cleans up.
    /// A <see cref="HostStopping"/>, <see cref="TimeProvider"/>, <see cref="IContainerEngine"/> or <see cref="IPayloadStore"/> registered before is kept.
    /// </summary>
    public static IServiceCollection AddFunctronExecution(this IServiceCollection services, ExecutionOptions options)
    {
        // Read here, before anything is accepted: what the system tells of a process's start is some hundredths of a second wrong.
        var started = TimeProvider.System.GetUtcNow();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(new HostStopping(CancellationToken.None));
        services.TryAddSingleton<IPayloadStore>(_ => new FilePayloadStore(Path.Combine(options.DataDirectory, "payloads")));
        services.TryAddSingleton<IContainerEngine, DockerEngine>();
        services.TryAddSingleton(new ParsedDockerfiles(Dockerfile.Parse));
        services
            .AddSingleton(options)
            .AddSingleton<InvocationStore>()
            .AddSingleton(s => new InvocationGate(
                s.GetRequiredService<IPayloadStore>(),
                s.GetRequiredService<ParsedDockerfiles>(),
                options,
                s.GetRequiredService<TimeProvider>()))
            .AddSingleton(_ => DockerConfig.Load(Environment.GetEnvironmentVariable))
            .AddSingleton(s => EngineEndpoint.Find(options.DockerEndpoint, s.GetRequiredService<DockerConfig>(), Environment.GetEnvironmentVariable))
            .AddSingleton<RegistryCredentials>()
            .AddSingleton(s => new EngineArrival(
                s.GetRequiredService<IContainerEngine>(),
                started,
                s.GetRequiredService<TimeProvider>(),
                () => s.GetRequiredService<RunPaths>().ChooseAsync(CancellationToken.None)))
            .AddSingleton<RunContainers>()
            .AddSingleton<StartsInFlight>()
            .AddSingleton<FunctionAddresses>()
            .AddSingleton<InstallationId>()
            .AddSingleton<EngineHealth>()
            .AddSingleton<EngineSlowness>()
            .AddSingleton<ResultStore>()
            .AddSingleton<BuildRecords>()
            .AddSingleton<BaseImagePuller>()
            .AddSingleton<KnownImages>()
            .AddSingleton<BoundedBuild>()
            .AddSingleton<ImageMaker>()
            .AddSingleton<BuildEnd>()
            .AddSingleton<ImageSource>()
            .AddSingleton<EarlierBuilds>()
            .AddSingleton<BuildPhase>()
            .AddSingleton(s => new ImageBuilder(
                s.GetRequiredService<IContainerEngine>(),
                s.GetRequiredService<InvocationStore>(),
                s.GetRequiredService<BuildPhase>(),
                s.GetRequiredService<EarlyStop>(),
                s.GetRequiredService<StopPatience>()))
            .AddSingleton<StopIntents>()
            .AddSingleton<EarlyStop>()
            .AddSingleton<HungRuns>()
            .AddSingleton<StopPatience>()
            .AddSingleton<RunMarks>()
            .AddSingleton<RunsHere>()
            .AddSingleton<RunSlots>()
            .AddSingleton<ContainerKiller>()
            .AddSingleton<RefusedStarts>()
            .AddSingleton<UserGroups>()
            .AddSingleton<ContainerStarter>()
            .AddSingleton<StdinDelivery>()
            .AddSingleton<RunSupervisor>()
            .AddSingleton<RunFollower>()
            .AddSingleton<EngineRunPath>()
            .AddSingleton<LauncherBinary>()
            .AddSingleton<LaunchFolders>()
            .AddSingleton<FunctionLimits>()
            .AddSingleton<LaunchedContainers>()
            .AddSingleton<ImageUsers>()
            .AddSingleton<LaunchClaims>()
            .AddSingleton<LiveLaunches>()
            .AddSingleton<FunctionKiller>()
            .AddSingleton<LauncherConclusion>()
            .AddSingleton<LauncherFollower>()
            .AddSingleton<LauncherRunPath>()
            .AddSingleton<LauncherTrial>()
            .AddSingleton<LauncherProof>()
            .AddSingleton<OutputFollower>()
            .AddSingleton<RunPaths>()
            .AddSingleton<RunStarter>()
            .AddSingleton<FunctionRunner>()
            .AddSingleton<DeadlineEnforcer>()
            .AddSingleton<RunStopper>()
            .AddSingleton<Leftovers>()
            .AddSingleton<ResourceCleaner>()
            .AddSingleton<Sweeper>()
            .AddSingleton<LostInstallations>();
        return services;
    }
}
