using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace Functron.Execution.Engine;

/// <summary>Finds the user's credential for a registry, where the docker command would find it.</summary>
internal sealed class RegistryCredentials(DockerConfig config, TimeProvider time, ILogger<RegistryCredentials> logger)
{
    /// <summary>A helper that asks someone something must not hold up a build for ever.</summary>
    private static readonly TimeSpan HelperTimeout = TimeSpan.FromSeconds(15);

    /// <param name="server">The registry as the configuration spells it (see <see cref="ImageReference.Registry"/>).</param>
    /// <returns>Null when there is none, or the helper cannot give it: the pull is then anonymous.</returns>
    public async Task<RegistryCredential?> ForAsync(string server, CancellationToken cancellationToken)
    {
        if ((config.CredentialHelpers.GetValueOrDefault(server) ?? config.CredentialStore) is { Length: > 0 } helper)
            return await AskAsync(helper, server, cancellationToken);

        var auth = config.Auths.GetValueOrDefault(server) ?? config.Auths.GetValueOrDefault("https://" + server);
        if (auth is null)
            return null;

        var (user, password) = Decode(auth.Auth);
        return user.Length > 0 || auth.IdentityToken is not null
            ? new RegistryCredential(server, user, password, auth.IdentityToken)
            : null;
    }

    private static (string User, string Password) Decode(string? auth)
    {
        var bytes = new byte[auth?.Length ?? 0];
        if (!Convert.TryFromBase64String(auth ?? "", bytes, out var length))
            return ("", "");

        var text = Encoding.UTF8.GetString(bytes, 0, length).TrimEnd('\0');
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? ("", "") : (text[..colon], text[(colon + 1)..]);
    }

    private async Task<RegistryCredential?> AskAsync(string helper, string server, CancellationToken cancellationToken)
    {
        using var bounded = new CancellationTokenSource(HelperTimeout, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(bounded.Token, cancellationToken);
        Process? process = null;
        try
        {
            process = Process.Start(new ProcessStartInfo("docker-credential-" + helper, ["get"])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            });
            var output = process!.StandardOutput.ReadToEndAsync(linked.Token);
            var errors = process.StandardError.ReadToEndAsync(linked.Token);
            await TellAsync(process.StandardInput, server, linked.Token);
            await Task.WhenAll(output, errors);
            await process.WaitForExitAsync(linked.Token);
            return process.ExitCode == 0 ? Parse(server, await output) : null;
        }
        catch (Exception e) when (e is Win32Exception or IOException or JsonException or OperationCanceledException
            && !cancellationToken.IsCancellationRequested)
        {
            ExecutionLog.CredentialHelperFailed(logger, helper, server, e.Message);
            return null;
        }
        finally
        {
            if (process is { HasExited: false })
                process.Kill(entireProcessTree: true);
            process?.Dispose();
        }
    }

    private static async Task TellAsync(StreamWriter input, string server, CancellationToken cancellationToken)
    {
        try
        {
            await input.WriteAsync(server.AsMemory(), cancellationToken);
            input.Close();
        }
        catch (IOException)
        {
            // It has its answer without reading the question.
        }
    }

    private static RegistryCredential? Parse(string server, string output)
    {
        using var json = JsonDocument.Parse(output);
        var user = json.RootElement.TryGetProperty("Username", out var u) ? u.GetString() ?? "" : "";
        var secret = json.RootElement.TryGetProperty("Secret", out var s) ? s.GetString() ?? "" : "";

        // The helpers' way of saying that the secret is an identity token.
        return user == "<token>" ? new RegistryCredential(server, "", "", secret) : new RegistryCredential(server, user, secret, null);
    }
}
