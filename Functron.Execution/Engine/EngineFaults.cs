using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Docker.DotNet;

namespace Functron.Execution.Engine;

/// <summary>The one place where the client library's errors become ours.</summary>
internal static class EngineFaults
{
    /// <summary>Null when the exception is not the engine's doing.</summary>
    public static Exception? Translate(Exception exception, EngineEndpoint endpoint) => exception switch
    {
        DockerApiException refused => new EngineRefusedException(refused.StatusCode, Words(refused), refused),
        HttpRequestException or SocketException or IOException or TimeoutException or UnauthorizedAccessException => Unreachable(exception, endpoint),
        _ => null,
    };

    public static bool HasStatus(Exception exception, HttpStatusCode status) =>
        exception is DockerApiException refused && refused.StatusCode == status;

    private static EngineUnreachableException Unreachable(Exception exception, EngineEndpoint endpoint)
    {
        var denied = exception is UnauthorizedAccessException || InnerSocketError(exception) is SocketError.AccessDenied;
        var why = denied
            ? "Permission was denied: join the docker group ('sudo usermod -aG docker $USER', then log in again), or run as root."
            : "Start it ('sudo systemctl start docker', or Docker Desktop), or name another with Functron:DockerEndpoint or DOCKER_HOST.";
        return new EngineUnreachableException(
            endpoint.Address,
            $"The Docker engine at {endpoint.Address} (from {endpoint.Source}) cannot be reached: {exception.GetBaseException().Message}. {why}",
            exception);
    }

    private static SocketError? InnerSocketError(Exception? exception)
    {
        for (; exception is not null; exception = exception.InnerException)
        {
            if (exception is SocketException socket)
                return socket.SocketErrorCode;
        }

        return null;
    }

    /// <summary>The engine's answer is JSON with a message; anything else is given as it came.</summary>
    private static string Words(DockerApiException refused)
    {
        try
        {
            using var json = JsonDocument.Parse(refused.ResponseBody ?? "");
            return json.RootElement.GetProperty("message").GetString() ?? refused.Message;
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return string.IsNullOrWhiteSpace(refused.ResponseBody) ? refused.Message : refused.ResponseBody.Trim();
        }
    }
}
