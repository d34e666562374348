using System.Text.Json.Serialization;

namespace Functron.Execution.Build;

/// <summary>
/// How a build ended. It is small, because it is part of the history of the orchestration. The log is in the payload store.
/// </summary>
/// <param name="Succeeded">False when the user's build failed or was stopped. Then the result is already written.</param>
/// <param name="ImageId">The engine's id of the image (<c>sha256:…</c>).</param>
/// <param name="RunWaits">Whether the run will have to wait for a slot, as far as is known when the build ends.</param>
public sealed record BuildOutcome(
    bool Succeeded, string? ImageId, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool RunWaits = false)
{
    internal static BuildOutcome NoImage { get; } = new(false, null);
}
