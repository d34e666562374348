namespace Functron.Execution.Engine;

/// <summary>
/// The labels that each of our containers and images has from its creation. A container inherits the labels of its image, except for those
/// that it is given itself.
/// </summary>
internal static class Labels
{
    /// <summary>All of them begin with this, and nobody else sets such labels.</summary>
    public const string Prefix = "functron.";

    public const string Installation = "functron.installation";
    public const string Instance = "functron.instance";
    public const string Run = "functron.run";
    public const string Attempt = "functron.attempt";
    public const string FnName = "functron.fn-name";

    /// <summary>
    /// A container's own name. It tells the container from others that only inherited its labels (<see cref="OwnResources"/>). No image has
    /// it.
    /// </summary>
    public const string Container = "functron.container";

    /// <summary>
    /// How the function is run. Containers of early versions lack it: they were run through the engine's streams. No image has it.
    /// </summary>
    public const string Path = "functron.path";

    /// <summary>Of <see cref="Path"/>.</summary>
    public const string LauncherPath = "launcher";

    /// <inheritdoc cref="LauncherPath"/>
    public const string EnginePath = "engine";

    /// <summary>Base images that scripts/base-images.sh made have it, and what is built on them. It decides nothing.</summary>
    public const string StandIn = "functron.stand-in";
}
