using Functron.Tests.Execution.Engine;

namespace Functron.Tests.Commands;

/// <summary>The Docker client, as a person uses it on the command line.</summary>
/// <param name="socket">The path of the engine's socket; the machine's own engine if null.</param>
internal sealed class Docker(string? socket = null)
{
    private const string FindClient = ". scripts/common.sh && . scripts/docker-client.sh && docker_client";

    private static readonly Lazy<Task<string>> Client = new(async () => (await Command.RunAsync("bash", ["-c", FindClient])).Text);

    /// <summary>The path of the socket, or null if the engine is not reached by one.</summary>
    public string? Socket { get; } = socket ?? LocalSocket();

    /// <summary>Whether the machine's engine has the image.</summary>
    public static bool Has(string image) => new Docker().RunAsync("image", "inspect", image).GetAwaiter().GetResult().ExitCode == 0;

    public static Task<string> ClientAsync() => Client.Value;

    public async Task<CommandResult> RunAsync(params string[] arguments)
    {
        Dictionary<string, string?> environment = Socket is null ? []
            : new() { ["DOCKER_CONTEXT"] = null, ["DOCKER_HOST"] = $"unix://{Socket}" };
        return await Command.RunAsync(await ClientAsync(), arguments, environment);
    }

    /// <returns>What it wrote; it must end with 0.</returns>
    public async Task<string> TextAsync(params string[] arguments) => (await RunAsync(arguments)).Text;

    /// <returns>The lines that it wrote; it must end with 0.</returns>
    public async Task<string[]> LinesAsync(params string[] arguments) =>
        (await TextAsync(arguments)).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>The containers and images of an installation.</summary>
    /// <param name="installation">Its id.</param>
    public async Task<string[]> LeftOfAsync(string installation)
    {
        var filter = $"label=functron.installation={installation}";
        return [.. await LinesAsync("ps", "--all", "--quiet", "--filter", filter),
            .. await LinesAsync("images", "--quiet", "--filter", filter)];
    }

    private static string? LocalSocket() =>
        RealExecution.Endpoint.StartsWith("unix://", StringComparison.Ordinal) ? RealExecution.Endpoint["unix://".Length..] : null;
}
