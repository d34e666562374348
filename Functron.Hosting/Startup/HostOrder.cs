using Functron.Hosting.Functions;

namespace Functron.Hosting.Startup;

/// <summary>What a host is to be made of.</summary>
internal sealed record HostOrder
{
    public required FunctionSource Functions { get; init; }

    public IReadOnlyList<string> Args { get; init; } = [];

    /// <summary>Where host.json is looked for first; the content root is next.</summary>
    public string BaseDirectory { get; init; } = AppContext.BaseDirectory;
}
