namespace Functron.Tests.FunctionsHost;

/// <summary>For the hosts inside: signals reach the program alone, which stops them in its order.</summary>
internal sealed class SilentLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
