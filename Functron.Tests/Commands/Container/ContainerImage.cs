namespace Functron.Tests.Commands.Container;

/// <summary>The image that the Dockerfile makes, by whichever builder the Docker client uses.</summary>
public sealed class ContainerImage : IAsyncLifetime
{
    public const string Sdk = "mcr.microsoft.com/dotnet/sdk:10.0";
    public const string Runtime = "mcr.microsoft.com/dotnet/aspnet:10.0";
    public const string FunctionsHost = "mcr.microsoft.com/azure-functions/dotnet-isolated:4-dotnet-isolated10.0";

    private readonly string _name = $"functron-check-{Guid.NewGuid().ToString("N")[..8]}";

    internal Docker Docker { get; } = new();

    public string Name => $"{_name}:latest";

    /// <summary>The isolated worker's image, made on the Functions host's.</summary>
    public string IsolatedWorker => $"{_name}-isolated";

    /// <summary>
    /// What the classic builder makes of the isolated worker unless it is told to: an image that says how. Null for BuildKit.
    /// </summary>
    public string? NoIsolatedWorker { get; private set; }

    public async Task InitializeAsync()
    {
        // xunit makes a fixture although all of its tests are left out.
        if (!Docker.Has(Sdk) || !Docker.Has(Runtime))
            return;

        // The stages by name, so that they can be removed; the later builds take them from the cache. The classic builder makes all of
        // them, and must not need a Functions host.
        await Docker.TextAsync("build", "--target", "build", "--tag", $"{_name}-build", ".");
        await Docker.TextAsync("build", "--tag", Name, ".");
        if (Environment.GetEnvironmentVariable("DOCKER_BUILDKIT") != "1" && (await Docker.RunAsync("buildx", "version")).ExitCode != 0)
        {
            NoIsolatedWorker = $"{_name}-other";
            await Docker.TextAsync("build", "--target", "isolated-worker", "--tag", NoIsolatedWorker, ".");
        }

        if (Docker.Has(FunctionsHost))
            await Docker.TextAsync(
                "build", "--build-arg", $"FUNCTIONS_IMAGE={FunctionsHost}", "--target", "isolated-worker", "--tag", IsolatedWorker, ".");
    }

    public async Task DisposeAsync() => await Docker.RunAsync("rmi", Name, $"{_name}-build", $"{_name}-other", IsolatedWorker);
}
