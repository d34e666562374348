using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Functron.Execution.Engine;

/// <summary>Where to look for the engine, found as the docker command finds it.</summary>
/// <param name="Source">Who named it, for messages.</param>
/// <param name="Problem">
/// Why there is no address to use, in words. Each call to the engine then fails with it. Null when the address can be used.
/// </param>
internal sealed record EngineEndpoint(string Address, string Source, string? Problem = null)
{
    /// <summary>The limit of Linux. Some systems have a few bytes less.</summary>
    private const int LongestSocketPath = 107;

    private const string WindowsDefault = "npipe://./pipe/docker_engine";
    private const string UnixDefault = "unix:///var/run/docker.sock";

    /// <summary>Whether the engine's work and ours share the processors.</summary>
    internal bool IsOnThisMachine =>
        Address.StartsWith("unix:", StringComparison.OrdinalIgnoreCase) || Address.StartsWith("npipe:", StringComparison.OrdinalIgnoreCase);

    /// <summary>Our own option first, then DOCKER_HOST, then the context in use, then the platform's default.</summary>
    /// <param name="configured"><see cref="ExecutionOptions.DockerEndpoint"/></param>
    /// <param name="environment">Reads an environment variable.</param>
    public static EngineEndpoint Find(string configured, DockerConfig config, Func<string, string?> environment) =>
        WithLengthChecked(Named(configured, config, environment));

    private static EngineEndpoint Named(string configured, DockerConfig config, Func<string, string?> environment)
    {
        if (configured.Length > 0)
            return new EngineEndpoint(configured, "Functron:DockerEndpoint");
        if (environment("DOCKER_HOST") is { Length: > 0 } host)
            return new EngineEndpoint(host, "DOCKER_HOST");

        var context = environment("DOCKER_CONTEXT") is { Length: > 0 } named ? named : config.CurrentContext;
        if (context is { Length: > 0 } and not "default")
            return OfContext(config.Directory, context);

        return new EngineEndpoint(OperatingSystem.IsWindows() ? WindowsDefault : UnixDefault, "the platform's default");
    }

    private static EngineEndpoint WithLengthChecked(EngineEndpoint endpoint)
    {
        if (!Uri.TryCreate(endpoint.Address, UriKind.Absolute, out var uri) || uri.Scheme != "unix")
            return endpoint;
        var length = Encoding.UTF8.GetByteCount(uri.LocalPath);
        return length <= LongestSocketPath
            ? endpoint
            : endpoint with
            {
                Problem = $"The Docker endpoint {endpoint.Address} (from {endpoint.Source}) cannot be used: its path has {length} bytes, "
                    + $"and that of a Unix socket has at most {LongestSocketPath}. Use a shorter path, or a symbolic link to it.",
            };
    }

    /// <summary>The folder of a context is named by the SHA-256 of its name.</summary>
    private static EngineEndpoint OfContext(string directory, string context)
    {
        var folder = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(context)));
        var file = Path.Combine(directory, "contexts", "meta", folder, "meta.json");
        try
        {
            using var meta = JsonDocument.Parse(File.ReadAllBytes(file));
            return meta.RootElement.GetProperty("Endpoints").GetProperty("docker").GetProperty("Host").GetString() is { Length: > 0 } host
                ? new EngineEndpoint(host, $"Docker context {context}")
                : throw new KeyNotFoundException("its Host is empty");
        }
        catch (Exception e) when (
            e is IOException or UnauthorizedAccessException or JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return new EngineEndpoint(
                $"context {context}",
                $"Docker context {context}",
                $"The Docker context '{context}' is in use but cannot be read from {file} ({e.Message}); "
                    + "choose another with 'docker context use', or set Functron:DockerEndpoint.");
        }
    }
}
