using System.Text.Json;

namespace Functron.Execution.Engine;

/// <summary>What Functron reads of the user's Docker configuration: the context in use and how to log in to registries.</summary>
/// <param name="Auths">By registry: base64 of <c>user:password</c>, or an identity token.</param>
/// <param name="CredentialHelpers">By registry: the helper that keeps its credential.</param>
/// <param name="CredentialStore">The helper for all other registries.</param>
internal sealed record DockerConfig(
    string Directory,
    string? CurrentContext,
    IReadOnlyDictionary<string, DockerAuth> Auths,
    IReadOnlyDictionary<string, string> CredentialHelpers,
    string? CredentialStore)
{
    /// <summary>
    /// Reads <c>config.json</c> in DOCKER_CONFIG or <c>~/.docker</c>. A missing or unreadable file counts as empty, as for the docker
    /// command.
    /// </summary>
    public static DockerConfig Load(Func<string, string?> environment)
    {
        var directory = environment("DOCKER_CONFIG") is { Length: > 0 } set
            ? set
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".docker");
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(directory, "config.json")));
            var root = json.RootElement;
            return new DockerConfig(
                directory,
                Text(root, "currentContext"),
                Entries(root, "auths").ToDictionary(
                    p => p.Name, p => new DockerAuth(Text(p.Value, "auth"), Text(p.Value, "identitytoken"))),
                Entries(root, "credHelpers").ToDictionary(p => p.Name, p => p.Value.GetString() ?? ""),
                Text(root, "credsStore"));
        }
        catch (Exception e) when (
            e is IOException or UnauthorizedAccessException or JsonException or InvalidOperationException or ArgumentException)
        {
            return new DockerConfig(directory, null, new Dictionary<string, DockerAuth>(), new Dictionary<string, string>(), null);
        }
    }

    private static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    private static IEnumerable<JsonProperty> Entries(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Object ? value.EnumerateObject() : [];
}

/// <param name="Auth">Base64 of <c>user:password</c>.</param>
internal sealed record DockerAuth(string? Auth, string? IdentityToken)
{
    public override string ToString() => "an auth entry";
}
