using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Docker.DotNet;

namespace Functron.Execution.Engine;

/// <summary>The one place where the client library's errors become ours.</summary>
internal static class EngineFaults
{
    /// <summary>In characters, of an error that is no JSON: a page of HTML can be long.</summary>
    private const int LongestWords = 500;

    /// <summary>Null when the exception is not the engine's doing.</summary>
    public static Exception? Translate(Exception exception, EngineEndpoint endpoint) => exception switch
    {
        DockerApiException refused => new EngineRefusedException(refused.StatusCode, Words(refused), refused),
        HttpRequestException or SocketException or IOException or TimeoutException or UnauthorizedAccessException =>
            new EngineUnreachableException(endpoint.Address, AwayEngine.Explain(exception, endpoint), exception)
            {
                Broke = IsBroken(exception),
            },

        // The client library reads answers with this package, so what answered is another server.
        Newtonsoft.Json.JsonException => new EngineUnreachableException(endpoint.Address, AwayEngine.NotAnEngine(endpoint), exception),
        _ => null,
    };

    public static bool HasStatus(Exception exception, HttpStatusCode status) =>
        exception is DockerApiException refused && refused.StatusCode == status;

    /// <summary>Whether there was a connection that broke, and not none from the beginning.</summary>
    private static bool IsBroken(Exception exception) => InnerSocketError(exception) switch
    {
        SocketError.ConnectionReset or SocketError.ConnectionAborted or SocketError.Shutdown or SocketError.NotConnected => true,
        null => exception.GetBaseException() is IOException,
        _ => false,
    };

    private static SocketError? InnerSocketError(Exception? exception)
    {
        for (; exception is not null; exception = exception.InnerException)
        {
            if (exception is SocketException socket)
                return socket.SocketErrorCode;
        }

        return null;
    }

    /// <summary>
    /// The engine's answer is JSON with a message. Anything else may come from a proxy before the engine. Then the beginning of the answer
    /// is given as it came.
    /// </summary>
    private static string Words(DockerApiException refused)
    {
        try
        {
            using var json = JsonDocument.Parse(refused.ResponseBody ?? "");
            return json.RootElement.GetProperty("message").GetString() ?? refused.Message;
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return string.IsNullOrWhiteSpace(refused.ResponseBody) ? refused.Message : Beginning(refused.ResponseBody.Trim());
        }
    }

    private static string Beginning(string text) => text.Length <= LongestWords ? text : text[..LongestWords] + "…";
}
