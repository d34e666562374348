using System.Collections.Concurrent;
using System.Threading.Channels;

using Functron.Hosting.Functions;

namespace Functron.Tests.Durable.Golden;

/// <summary>
/// Activities that end when and how the scenario says. They are known by name; those that are called at one time by name and input:
/// "First 2".
/// </summary>
internal sealed class ScriptedActivities
{
    private readonly ConcurrentDictionary<string, Channel<TaskCompletionSource<object?>>> _begun = [];

    public async Task<object?> CallAsync(ActivityCall call)
    {
        var end = new TaskCompletionSource<object?>(TaskCreationOptions.RunContinuationsAsynchronously);
        foreach (var name in (string[])[call.Name, $"{call.Name} {call.InputJson}"])
            Begun(name).Writer.TryWrite(end);
        return await end.Task.WaitAsync(call.CancellationToken);
    }

    /// <summary>The oldest call of that name that has not been ended; waits for one.</summary>
    public async Task<TaskCompletionSource<object?>> NextAsync(string name)
    {
        while (true)
        {
            var call = await Begun(name).Reader.ReadAsync();
            if (!call.Task.IsCompleted)
                return call;
        }
    }

    private Channel<TaskCompletionSource<object?>> Begun(string name)
        => _begun.GetOrAdd(name, _ => Channel.CreateUnbounded<TaskCompletionSource<object?>>());
}
