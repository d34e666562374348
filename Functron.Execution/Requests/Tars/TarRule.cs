using Functron.Execution.Payloads;
using Functron.Execution.Requests.Fields;

namespace Functron.Execution.Requests.Tars;

/// <summary>What a function's archive may hold: it is unpacked by an engine that runs as root.</summary>
internal static class TarRule
{
    public static RequestProblem NotBase64 { get; } =
        Problem("base64", "TarFile is not base64 (padded, standard alphabet).");

    /// <summary>Reads the stored archive once.</summary>
    /// <exception cref="IOException">The store's medium failed.</exception>
    public static async Task<IReadOnlyList<RequestProblem>> CheckAsync(
        IPayloadStore store, Payload tar, ExecutionOptions options, CancellationToken cancellationToken)
    {
        if (tar.Length == 0)
            return [];

        await using var archive = await store.OpenAsync(tar, cancellationToken);

        // Decompression blocks, for seconds when the archive is large.
        var found = await Task.Run(() => new TarInspection(options).Inspect(archive, cancellationToken), cancellationToken);
        return [.. found.Select(problem => Problem(problem.Rule, problem.Message))];
    }

    private static RequestProblem Problem(string rule, string message) => new(FieldNames.TarFile, "tar-" + rule, message);
}
