using Microsoft.Extensions.DependencyInjection;

namespace Functron.Hosting.Http.Management;

/// <summary>Waits for a change to be stored, but not for ever.</summary>
internal static class StoredChange
{
    // A healthy disk takes milliseconds; one that is full may take until somebody makes room.
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);

    /// <param name="change">Not with the caller's token: once asked for, it is done whether or not the caller stays for the answer.</param>
    /// <param name="what">For the message.</param>
    /// <exception cref="NotStoredYetException">It takes too long.</exception>
    public static async Task WaitAsync(ManagementRequest request, Task change, string what)
    {
        try
        {
            await change.WaitAsync(LongestWait, request.Http.RequestServices.GetRequiredService<TimeProvider>());
        }
        catch (TimeoutException)
        {
            throw new NotStoredYetException(
                $"{what} is not stored within {LongestWait.TotalSeconds} s; it still is to be, as soon as that is possible.");
        }
    }

    /// <inheritdoc cref="WaitAsync"/>
    public static async Task<T> WaitAsync<T>(ManagementRequest request, Task<T> change, string what)
    {
        await WaitAsync(request, (Task)change, what);
        return await change;
    }
}

/// <summary>A change is on its way to the disk for too long to wait for it.</summary>
internal sealed class NotStoredYetException(string message) : Exception(message);
