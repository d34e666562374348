using Functron.Hosting.Functions;

namespace Functron.Hosting.Startup;

/// <summary>What an embedded host is made from.</summary>
internal sealed record EmbeddedHostOptions
{
    public required FunctionSource Functions { get; init; }

    /// <summary>The process's arguments, which are settings.</summary>
    public IReadOnlyList<string> Args { get; init; } = [];

    /// <summary>Where host.json is looked for first; the content root is next.</summary>
    public string BaseDirectory { get; init; } = AppContext.BaseDirectory;
}
