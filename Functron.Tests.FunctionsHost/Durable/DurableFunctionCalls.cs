using Functron.Tests.FunctionsHost.Worker;
using Functron.Tests.FunctionsHost.Worker.Messages;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Functron.Tests.FunctionsHost.Durable;

/// <summary>Sends a durable function's invocation to the worker and takes its return value.</summary>
internal sealed class DurableFunctionCalls(Workers workers, ILogger logger) : IDurableFunctionCalls
{
    private static readonly JsonSerializerSettings DatesStayText = new() { DateParseHandling = DateParseHandling.None };

    public async Task<object?> CallAsync(string function, string? data, string? instanceId, CancellationToken cancellation)
    {
        var worker = await workers.ReadyAsync(cancellation);
        var target = worker.Functions.First(known => known.Name == function);
        var input = data is null ? new TypedData() : new TypedData { String = data };
        var request = Invocations.Of(target).With(target.Trigger.Name, input);
        if (instanceId is not null)
            request.WithMetadata("instanceId", new() { String = instanceId });
        try
        {
            return Value((await worker.Channel.InvokeAsync(request, cancellation)).Succeeded().ReturnValue);
        }
        catch (Exception e) when (e is WorkerProcessExitException or FunctionFailedException)
        {
            Log.FunctionFailed(logger, function, e.Message);
            throw;
        }
    }

    // The extension takes a string for text, and a token for JSON.
    private static object? Value(TypedData? data)
    {
        if (data is { HasString: true })
            return data.String;
        return data is { HasJson: true } ? JsonConvert.DeserializeObject<JToken>(data.Json, DatesStayText) : null;
    }
}
