using Microsoft.Azure.WebJobs;
using Microsoft.Azure.WebJobs.Extensions.DurableTask;

namespace Functron.Tests.FunctionsHost.Durable;

/// <summary>A function of the WebJobs SDK whose only use is that the extension binds a client's data to its parameter.</summary>
public static class DurableClientData
{
    public const string Name = "durableClientData";

#pragma warning disable DF0203 // Text is what the extension gives to a worker out of its process.
    [NoAutomaticTrigger]
    [FunctionName(Name)]
    public static void Bind([DurableClient] string client, TaskCompletionSource<string> answer) => answer.SetResult(client);
#pragma warning restore DF0203
}
