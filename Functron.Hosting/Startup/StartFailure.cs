using System.Net.Sockets;
using Functron.Hosting.Configuration;
using Functron.Hosting.Functions;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;

namespace Functron.Hosting.Startup;

/// <summary>Tells the failures that whoever starts the host can do something about from all others.</summary>
internal static class StartFailure
{
    /// <summary>One line that says what to do; null for a failure that only its stack trace explains.</summary>
    /// <param name="urls">Where the host was to listen; null when that is said in another way.</param>
    public static string? Explain(Exception exception, string? urls)
    {
        // The host wraps the failures of its services when it has several of them.
        var causes = exception is AggregateException several ? several.Flatten().InnerExceptions : [exception];
        return causes.Select(cause => ExplainOne(cause, urls ?? "The configured address")).FirstOrDefault(line => line is not null);
    }

    private static string? ExplainOne(Exception exception, string urls) => exception switch
    {
        StartFailedException => exception.Message,
        InvalidFunctionsException => exception.Message,
        OptionsValidationException invalid => string.Join(" ", invalid.Failures),
        IOException { InnerException: AddressInUseException } =>
            $"{urls} is in use: stop what listens there, or give another address with --urls or ASPNETCORE_URLS.",
        SocketException { SocketErrorCode: SocketError.AccessDenied or SocketError.AddressNotAvailable } =>
            $"{urls} cannot be listened on ({exception.Message}): give another address with --urls or ASPNETCORE_URLS.",
        // The server's own refusals, as of https without a certificate.
        InvalidOperationException { Source: "Microsoft.AspNetCore.Server.Kestrel.Core" } =>
            $"{urls} cannot be listened on ({exception.Message.ReplaceLineEndings(" ")}): "
            + "give another address with --urls or ASPNETCORE_URLS, or for https a certificate with Kestrel:Certificates:Default:Path.",
        _ => null,
    };
}
