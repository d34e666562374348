using System.Net.Sockets;

namespace Functron.Execution.Engine;

/// <summary>
/// Says what is wrong with an engine that cannot be reached, and what to do. The system's own words are about the call that failed, and
/// mislead: .NET says "Cannot assign requested address" where a Unix socket's file is missing.
/// </summary>
internal static class AwayEngine
{
    private const string Start =
        "Start it ('sudo systemctl start docker', or Docker Desktop), or name another with Functron:DockerEndpoint or DOCKER_HOST.";
    private const string Mend = "Mend what names it, or name another with Functron:DockerEndpoint or DOCKER_HOST.";
    private const string JoinGroup = "Join the docker group ('sudo usermod -aG docker $USER', then log in again), or run as root.";
    private const string Look = "Look whether it is up: its log says why it ended or restarted ('journalctl -u docker').";

    /// <summary>
    /// The number of an <see cref="IOException"/> that no system call gave: the stream of an answer ended too early. Exceptions of files
    /// have the number of their error.
    /// </summary>
    private const int NotOfTheSystem = unchecked((int)0x80131620);

    public static string Explain(Exception exception, EngineEndpoint endpoint)
    {
        var (cause, advice) = exception is UnauthorizedAccessException ? Denied : CauseOf(exception, endpoint);
        return $"The Docker engine at {endpoint.Address} (from {endpoint.Source}) cannot be reached: {cause}. {advice}";
    }

    public static string NotAnEngine(EngineEndpoint endpoint) =>
        $"What answers at {endpoint.Address} (from {endpoint.Source}) is no Docker engine: its answer cannot be read. {Mend}";

    private static (string Cause, string Advice) Denied => ("permission was denied", JoinGroup);

    private static (string Cause, string Advice) BrokenOff => ("the connection was broken off", Look);

    private static (string Cause, string Advice) CauseOf(Exception exception, EngineEndpoint endpoint)
    {
        var place = Uri.TryCreate(endpoint.Address, UriKind.Absolute, out var uri) ? uri : null;
        return SocketErrorOf(exception) switch
        {
            SocketError.AccessDenied => Denied,
            SocketError.ConnectionReset or SocketError.ConnectionAborted or SocketError.Shutdown => BrokenOff,
            SocketError.TooManyOpenSockets =>
                ("this process has too many open files", "Raise its limit ('ulimit -n'), or lower Functron:MaxConcurrentRuns."),
            { } error when place?.Scheme == "unix" => (OfSocketFile(error, place.LocalPath) ?? Words(exception), Start),
            SocketError.HostNotFound or SocketError.NoData => ($"no machine is known by the name {place?.Host}", Mend),
            SocketError.TryAgain => ($"the name {place?.Host} cannot be looked up at present", Mend),
            SocketError.ConnectionRefused => ($"nothing listens on {place?.Authority}", Start),
            SocketError.TimedOut => ($"{place?.Authority} does not answer", Start),
            SocketError.HostUnreachable or SocketError.NetworkUnreachable or SocketError.HostDown or SocketError.NetworkDown
                or SocketError.AddressNotAvailable or SocketError.AddressFamilyNotSupported =>
                ($"this machine has no way to {place?.Authority}", Mend),
            null when exception.GetBaseException() is EndOfStreamException or IOException { HResult: NotOfTheSystem } => BrokenOff,
            _ => (Words(exception), Start),
        };
    }

    private static string? OfSocketFile(SocketError error, string path) => error switch
    {
        // .NET has no error of its own for a path with a file in the place of a folder.
        SocketError.AddressNotAvailable or SocketError.SocketError => $"there is no socket {path}",
        SocketError.ConnectionRefused => $"nobody listens on {path}: the engine has ended and left its file, or the file is no socket",
        _ => null,
    };

    private static string Words(Exception exception) => exception.GetBaseException().Message.TrimEnd('.');

    private static SocketError? SocketErrorOf(Exception? exception)
    {
        for (; exception is not null; exception = exception.InnerException)
        {
            if (exception is SocketException socket)
                return socket.SocketErrorCode;
        }

        return null;
    }
}
