using Functron.Execution.Payloads;
using Functron.Execution.Requests.Fields;

namespace Functron.Execution.Requests.Tars;

/// <summary>What a function's archive may hold. The rules are strict, because an engine that runs as root may unpack it.</summary>
internal static class TarRule
{
    public static RequestProblem NotBase64 { get; } =
        Problem("base64", "TarFile is not base64 (padded, standard alphabet).");

    /// <summary>Reads the stored archive once.</summary>
    /// <exception cref="IOException">The store's medium failed.</exception>
    public static async Task<IReadOnlyList<RequestProblem>> CheckAsync(
        TarInspections inspections, IPayloadStore store, Payload tar, CancellationToken cancellationToken)
    {
        if (tar.Length == 0)
            return [];
        var problems = await inspections.InspectAsync(store, tar, cancellationToken);
        return [.. problems.Select(problem => Problem(problem.Rule, problem.Message))];
    }

    private static RequestProblem Problem(string rule, string message) => new(FieldNames.TarFile, "tar-" + rule, message);
}
