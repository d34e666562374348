using Microsoft.DurableTask.Client;

namespace Functron.Tests.Durable.Official;

/// <summary>A running engine.</summary>
internal interface IEngine : IAsyncDisposable
{
    DurableTaskClient Client { get; }
}
