using System.Net.Sockets;
using Functron.Hosting.Configuration;
using Functron.Hosting.Functions;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;

namespace Functron.Hosting.Startup;

/// <summary>A failed start that whoever starts the host can do something about.</summary>
/// <param name="Words">One line that says what to do.</param>
internal sealed record StartFailure(string Words, int ExitCode = 1)
{
    /// <returns>Null for a failure that only its stack trace explains.</returns>
    /// <param name="urls">Where the host was to listen; null when that is said in another way.</param>
    public static StartFailure? Of(Exception exception, string? urls)
    {
        // The host wraps the failures of its services when it has several of them.
        var causes = exception is AggregateException several ? several.Flatten().InnerExceptions : [exception];
        return causes.Select(cause => OfOne(cause, urls ?? "The configured address")).FirstOrDefault(failure => failure is not null);
    }

    private static StartFailure? OfOne(Exception exception, string urls) => exception switch
    {
        StartFailedException failed => new StartFailure(failed.Message, failed.ExitCode),
        InvalidFunctionsException => new StartFailure(exception.Message),
        OptionsValidationException invalid => new StartFailure(string.Join(" ", invalid.Failures)),
        IOException { InnerException: AddressInUseException } => new StartFailure(
            $"{urls} is in use: stop what listens there, or give another address with --urls or ASPNETCORE_URLS."),
        SocketException { SocketErrorCode: SocketError.AccessDenied or SocketError.AddressNotAvailable } => new StartFailure(
            $"{urls} cannot be listened on ({exception.Message}): give another address with --urls or ASPNETCORE_URLS."),
        // The server's own refusals, as of https without a certificate.
        InvalidOperationException { Source: "Microsoft.AspNetCore.Server.Kestrel.Core" } => new StartFailure(
            $"{urls} cannot be listened on ({exception.Message.ReplaceLineEndings(" ")}): "
            + "give another address with --urls or ASPNETCORE_URLS, or for https a certificate with Kestrel:Certificates:Default:Path."),
        _ => null,
    };
}
