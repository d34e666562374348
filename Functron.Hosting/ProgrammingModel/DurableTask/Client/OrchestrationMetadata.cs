using System.Text.Json;

using Functron.Hosting.Durable;

namespace Microsoft.DurableTask.Client;

/// <summary>An instance as it stood when it was asked for.</summary>
public sealed class OrchestrationMetadata(string name, string instanceId)
{
    public string Name { get; } = name;

    public string InstanceId { get; } = instanceId;

    public OrchestrationRuntimeStatus RuntimeStatus { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset LastUpdatedAt { get; init; }

    /// <summary>JSON; null when there is none or inputs and outputs were not asked for.</summary>
    public string? SerializedInput { get; init; }

    /// <summary>JSON of the output; of a failed instance the failure's plain text.</summary>
    public string? SerializedOutput { get; init; }

    /// <summary>JSON.</summary>
    public string? SerializedCustomStatus { get; init; }

    public TaskFailureDetails? FailureDetails { get; init; }

    public bool IsRunning => RuntimeStatus == OrchestrationRuntimeStatus.Running;

    public bool IsCompleted => RuntimeStatus is OrchestrationRuntimeStatus.Completed
        or OrchestrationRuntimeStatus.Failed
        or OrchestrationRuntimeStatus.Terminated;

    internal bool HasInputsAndOutputs { get; init; }

    /// <exception cref="InvalidOperationException">Inputs and outputs were not asked for.</exception>
    /// <exception cref="JsonException">The text is no JSON of a <typeparamref name="T"/>.</exception>
    public T? ReadInputAs<T>() => Read<T>(SerializedInput);

    /// <inheritdoc cref="ReadInputAs{T}"/>
    public T? ReadOutputAs<T>() => Read<T>(SerializedOutput);

    /// <inheritdoc cref="ReadInputAs{T}"/>
    public T? ReadCustomStatusAs<T>() => Read<T>(SerializedCustomStatus);

    private T? Read<T>(string? json)
        => HasInputsAndOutputs
            ? DurableJson.Read<T>(json)
            : throw new InvalidOperationException("The instance was read without its inputs and outputs: pass getInputsAndOutputs.");
}
