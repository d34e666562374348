using Functron.Tests.FunctionsHost.App;
using Functron.Tests.FunctionsHost.Worker.Messages;

namespace Functron.Tests.FunctionsHost.Worker;

/// <summary>Makes invocations' messages and reads their answers.</summary>
internal static class Invocations
{
    /// <summary>An invocation with an id of its own, to be filled with <see cref="With(InvocationRequest, string, TypedData)"/>.</summary>
    public static InvocationRequest Of(AppFunction function) => new()
    {
        InvocationId = Guid.NewGuid().ToString(),
        FunctionId = function.Id,
        TraceContext = new()
        {
            TraceParent = System.Diagnostics.Activity.Current?.Id ?? "",
            TraceState = System.Diagnostics.Activity.Current?.TraceStateString ?? "",
        },
    };

    public static InvocationRequest With(this InvocationRequest request, string parameter, TypedData data)
    {
        request.InputData.Add(new ParameterBinding { Name = parameter, Data = data });
        return request;
    }

    public static InvocationRequest WithMetadata(this InvocationRequest request, string name, TypedData data)
    {
        request.TriggerMetadata[name] = data;
        return request;
    }

    /// <summary>The answer of a function that succeeded.</summary>
    /// <exception cref="FunctionFailedException">It failed.</exception>
    /// <exception cref="OperationCanceledException">It says that it was cancelled.</exception>
    public static InvocationResponse Succeeded(this InvocationResponse response) => response.Result?.Status switch
    {
        StatusResult.Types.Status.Success => response,
        StatusResult.Types.Status.Cancelled => throw new OperationCanceledException("The function was cancelled."),
        _ => throw new FunctionFailedException(response.Result ?? new()),
    };
}
