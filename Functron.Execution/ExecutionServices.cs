using Functron.Execution.Build;
using Functron.Execution.Cleanup;
using Functron.Execution.Engine;
using Functron.Execution.Payloads;
using Functron.Execution.Requests;
using Functron.Execution.Requests.Dockerfiles;
using Functron.Execution.Results;
using Functron.Execution.Run;
using Functron.Execution.Run.ByEngine;
using Functron.Execution.Run.ByLauncher;
using Functron.Execution.Run.Driving;
using Functron.Execution.Run.Stopping;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Functron.Execution;

/// <summary>Puts the rooms of execution together. Each room has a method, from the bottom to the top.</summary>
public static class ExecutionServices
{
    /// <summary>
    /// Adds the gate, the payload store, and all that builds, runs and cleans up. A <see cref="HostStopping"/>, <see cref="TimeProvider"/>,
    /// <see cref="IPayloadStore"/>, <see cref="IContainerEngine"/> or <see cref="ParsedDockerfiles"/> that is registered before is kept.
    /// </summary>
    public static IServiceCollection AddFunctronExecution(this IServiceCollection services, ExecutionOptions options)
    {
        // Read here, before anything is accepted: what the system says of a process's start is some hundredths of a second wrong.
        var started = TimeProvider.System.GetUtcNow();
        services.TryAddSingleton(TimeProvider.System);
        return services
            .AddSingleton(options)
            .AddPayloads(options)
            .AddEngine(options, started)
            .AddRequestsAndResults()
            .AddGroundFloor()
            .AddStopping()
            .AddBuild()
            .AddCleanup()
            .AddRunningByEngine()
            .AddRunningByLauncher()
            .AddDriving()
            .AddFacade();
    }

    private static IServiceCollection AddPayloads(this IServiceCollection services, ExecutionOptions options)
    {
        services.TryAddSingleton<IPayloadStore>(_ => new FilePayloadStore(Path.Combine(options.DataDirectory, "payloads")));
        return services;
    }

    private static IServiceCollection AddEngine(this IServiceCollection services, ExecutionOptions options, DateTimeOffset started)
    {
        services.TryAddSingleton<IContainerEngine, DockerEngine>();
        return services
            .AddSingleton(_ => DockerConfig.Load(Environment.GetEnvironmentVariable))
            .AddSingleton(
                s => EngineEndpoint.Find(options.DockerEndpoint, s.GetRequiredService<DockerConfig>(), Environment.GetEnvironmentVariable))
            .AddSingleton<RegistryCredentials>()
            .AddSingleton(s => new EngineArrival(
                s.GetRequiredService<IContainerEngine>(),
                started,
                s.GetRequiredService<TimeProvider>(),
                () => s.GetRequiredService<RunPaths>().ChooseAsync(CancellationToken.None)))
            .AddSingleton<StartsInFlight>()
            .AddSingleton<FunctionAddresses>()
            .AddSingleton<InstallationId>()
            .AddSingleton<EngineHealth>()
            .AddSingleton<EngineSlowness>();
    }

    private static IServiceCollection AddRequestsAndResults(this IServiceCollection services)
    {
        services.TryAddSingleton(_ => new ParsedDockerfiles(Dockerfile.Parse));
        return services
            .AddSingleton<InvocationStore>()
            .AddSingleton(s => new InvocationGate(
                s.GetRequiredService<IPayloadStore>(),
                s.GetRequiredService<ParsedDockerfiles>(),
                s.GetRequiredService<ExecutionOptions>(),
                s.GetRequiredService<TimeProvider>()))
            .AddSingleton<ResultStore>();
    }

    /// <summary>What both ways to run a function need.</summary>
    private static IServiceCollection AddGroundFloor(this IServiceCollection services) => services
        .AddSingleton<RunRecords>()
        .AddSingleton<RunMarks>()
        .AddSingleton<BuildRecords>()
        .AddSingleton<RunAttempts>()
        .AddSingleton<RunContainers>()
        .AddSingleton<RunFolders>()
        .AddSingleton<RunsHere>()
        .AddSingleton<RunSlots>()
        .AddSingleton<FunctionLimits>()
        .AddSingleton<ImageUsers>()
        .AddSingleton<RefusedStarts>();

    private static IServiceCollection AddStopping(this IServiceCollection services)
    {
        services.TryAddSingleton(new HostStopping(CancellationToken.None));
        return services
            .AddSingleton<StopIntents>()
            .AddSingleton<ConnectedRuns>()
            .AddSingleton<FunctionKiller>()
            .AddSingleton<RunSupervisor>()
            .AddSingleton<StopPatience>()
            .AddSingleton<EarlyStop>()
            .AddSingleton<RunStopper>()
            .AddSingleton<DeadlineEnforcer>();
    }

    private static IServiceCollection AddBuild(this IServiceCollection services) => services
        .AddSingleton<BaseImagePuller>()
        .AddSingleton<KnownImages>()
        .AddSingleton<BoundedBuild>()
        .AddSingleton<ImageMaker>()
        .AddSingleton<BuildEnd>()
        .AddSingleton<ImageSource>()
        .AddSingleton<EarlierBuilds>()
        .AddSingleton<BuildPhase>()
        .AddSingleton<ImageBuilder>();

    private static IServiceCollection AddCleanup(this IServiceCollection services) => services
        .AddSingleton<Leftovers>()
        .AddSingleton<ResourceCleaner>()
        .AddSingleton<Sweeper>()
        .AddSingleton<LostInstallations>();

    private static IServiceCollection AddRunningByEngine(this IServiceCollection services) => services
        .AddSingleton<ContainerData>()
        .AddSingleton<UserGroups>()
        .AddSingleton<ContainerStarter>()
        .AddSingleton<StdinDelivery>()
        .AddSingleton<EngineFollower>()
        .AddSingleton<EngineRunPath>();

    private static IServiceCollection AddRunningByLauncher(this IServiceCollection services) => services
        .AddSingleton<LauncherBinary>()
        .AddSingleton<LaunchFolders>()
        .AddSingleton<LaunchClaims>()
        .AddSingleton<LaunchedContainers>()
        .AddSingleton<LaunchPreparation>()
        .AddSingleton<LaunchCommit>()
        .AddSingleton<LauncherStarter>()
        .AddSingleton<LauncherResumption>()
        .AddSingleton<LauncherConclusion>()
        .AddSingleton<LauncherFollower>()
        .AddSingleton<LauncherRunPath>()
        .AddSingleton<LauncherTrial>()
        .AddSingleton<LauncherProof>()
        .AddSingleton<OutputFollower>();

    /// <summary>Chooses the way, and drives a run.</summary>
    private static IServiceCollection AddDriving(this IServiceCollection services) => services
        .AddSingleton(s => new RunWays(s.GetRequiredService<LauncherRunPath>(), s.GetRequiredService<EngineRunPath>()))
        .AddSingleton<RunPaths>()
        .AddSingleton<RunStarter>()
        .AddSingleton<FunctionRunner>();

    /// <summary>What others see. Their constructors are not public, because they take what others do not see.</summary>
    private static IServiceCollection AddFacade(this IServiceCollection services) => services
        .AddSingleton(s => new InvocationSteps(
            s.GetRequiredService<ImageBuilder>(),
            s.GetRequiredService<FunctionRunner>(),
            s.GetRequiredService<RunStopper>(),
            s.GetRequiredService<DeadlineEnforcer>(),
            s.GetRequiredService<ResourceCleaner>(),
            s.GetRequiredService<RunsHere>(),
            s.GetRequiredService<RunSlots>()))
        .AddSingleton(s => new ExecutionState(
            s.GetRequiredService<EngineHealth>(),
            s.GetRequiredService<EngineSlowness>(),
            s.GetRequiredService<Leftovers>(),
            s.GetRequiredService<RunPaths>(),
            s.GetRequiredService<FunctionAddresses>()))
        .AddSingleton(s => new Housekeeping(
            s.GetRequiredService<Sweeper>(), s.GetRequiredService<LostInstallations>(), s.GetRequiredService<RunPaths>()));
}
