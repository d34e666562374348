using System.Collections.Frozen;

using Functron.Hosting.Durable.Storage;

using Microsoft.DurableTask.Client;

namespace Functron.Hosting.Durable.Client;

/// <summary>A stored instance as Microsoft's client shows it.</summary>
internal static class InstanceMetadata
{
    /// <param name="texts">Whether input, output and custom status were read.</param>
    public static OrchestrationMetadata Of(StoredInstance stored, bool texts) => new(stored.Name, stored.Id)
    {
        RuntimeStatus = stored.Status,
        CreatedAt = stored.CreatedAt,
        LastUpdatedAt = stored.UpdatedAt,
        SerializedInput = stored.Input,
        SerializedOutput = stored.Output,
        SerializedCustomStatus = stored.CustomStatus,
        FailureDetails = stored.Failure,
        Tags = stored.Tags ?? FrozenDictionary<string, string>.Empty,
        // Without a converter the metadata refuse to read their texts, and say so.
        DataConverter = texts ? DurableConverter.Instance : null,
    };
}
