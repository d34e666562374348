using System.Text.Json.Serialization;

namespace Functron.Execution.Build;

/// <summary>How a build ended, small enough for history; its log is in the payload store.</summary>
/// <param name="Succeeded">False when the user's build failed or was stopped: the result is then already written.</param>
/// <param name="ImageId">The engine's id of the image (<c>sha256:…</c>).</param>
/// <param name="RunWaits">Whether its run will have to wait for a slot, by what is known when the build ends.</param>
public sealed record BuildOutcome(
    bool Succeeded, string? ImageId, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool RunWaits = false);
