using System.Net;
using Docker.DotNet;

namespace Functron.Execution.Engine;

/// <summary>Gives a meaning to errors with which the engine answers some calls.</summary>
internal static class EngineAnswers
{
    /// <returns>What the call returns, or <paramref name="answer"/> when the engine answers with that status.</returns>
    public static async Task<T> OrIfAsync<T>(HttpStatusCode status, T answer, Func<Task<T>> call)
    {
        try
        {
            return await call();
        }
        catch (DockerApiException e) when (EngineFaults.HasStatus(e, status))
        {
            return answer;
        }
    }

    /// <returns>False when the container is not running, or is gone.</returns>
    public static Task<bool> OrIfNotRunningAsync(Func<Task<bool>> call) =>
        OrIfAsync(HttpStatusCode.Conflict, false, () => OrIfAsync(HttpStatusCode.NotFound, false, call));
}
