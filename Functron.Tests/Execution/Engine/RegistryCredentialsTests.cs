using Functron.Execution.Engine;
using Microsoft.Extensions.Logging.Abstractions;

namespace Functron.Tests.Execution.Engine;

public sealed class RegistryCredentialsTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("functron-test-").FullName;
    private readonly string? _path = Environment.GetEnvironmentVariable("PATH");

    [Theory]
    [InlineData("busybox", "https://index.docker.io/v1/")]
    [InlineData("docker.io/library/busybox", "https://index.docker.io/v1/")]
    [InlineData("someone/thing:1", "https://index.docker.io/v1/")]
    [InlineData("ghcr.io/someone/thing", "ghcr.io")]
    [InlineData("localhost/thing", "localhost")]
    [InlineData("localhost:5000/thing", "localhost:5000")]
    public void An_images_name_says_its_registry(string image, string registry) =>
        Assert.Equal(registry, ImageReference.Parse(image).Registry);

    [Theory]
    [InlineData("busybox", "busybox", "latest")]
    [InlineData("busybox:1.36", "busybox", "1.36")]
    [InlineData("localhost:5000/thing", "localhost:5000/thing", "latest")]
    [InlineData("localhost:5000/thing:2", "localhost:5000/thing", "2")]
    [InlineData("thing@sha256:abc", "thing", "sha256:abc")]
    public void An_images_name_has_a_tag_or_a_digest(string image, string repository, string tag) =>
        Assert.Equal((repository, tag), (ImageReference.Parse(image).Repository, ImageReference.Parse(image).TagOrDigest));

    [Fact(Timeout = 120_000)]
    public async Task A_user_and_password_come_from_the_configuration()
    {
        var credentials = Load(
            """{"auths":{"ghcr.io":{"auth":"dXNlcjpwYTpzcw=="},"https://index.docker.io/v1/":{"identitytoken":"token"}}}""");
        Assert.Equal(
            ("user", "pa:ss"), ((await ForAsync(credentials, "ghcr.io"))!.Username, (await ForAsync(credentials, "ghcr.io"))!.Password));
        Assert.Equal("token", (await ForAsync(credentials, "https://index.docker.io/v1/"))!.IdentityToken);
        Assert.Null(await ForAsync(credentials, "quay.io"));
    }

    [Fact(Timeout = 120_000)]
    public async Task A_credential_is_not_printed()
    {
        var credential = await ForAsync(Load("""{"auths":{"ghcr.io":{"auth":"dXNlcjpwYTpzcw=="}}}"""), "ghcr.io");
        Assert.DoesNotContain("pa:ss", credential!.ToString(), StringComparison.Ordinal);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_helper_is_asked()
    {
        WriteHelper("test", """read server; echo "{\"ServerURL\":\"$server\",\"Username\":\"of-$server\",\"Secret\":\"secret\"}" """);
        var credentials = Load("""{"credsStore":"test"}""");
        Assert.Equal("of-quay.io", (await ForAsync(credentials, "quay.io"))!.Username);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_registrys_own_helper_comes_first_and_may_give_a_token()
    {
        WriteHelper("own", """echo '{"Username":"<token>","Secret":"secret"}'""");
        var credentials = Load("""{"credsStore":"missing","credHelpers":{"quay.io":"own"}}""");
        Assert.Equal("secret", (await ForAsync(credentials, "quay.io"))!.IdentityToken);
    }

    [Theory]
    [InlineData("exit 1")]
    [InlineData("echo not json")]
    public async Task A_helper_that_fails_gives_nothing(string script)
    {
        WriteHelper("bad", script);
        Assert.Null(await ForAsync(Load("""{"credsStore":"bad"}"""), "quay.io"));
        Assert.Null(await ForAsync(Load("""{"credsStore":"missing"}"""), "quay.io"));
    }

    public void Dispose()
    {
        Environment.SetEnvironmentVariable("PATH", _path);
        Directory.Delete(_directory, recursive: true);
    }

    private static Task<RegistryCredential?> ForAsync(RegistryCredentials credentials, string server) =>
        credentials.ForAsync(server, CancellationToken.None);

    private RegistryCredentials Load(string config)
    {
        File.WriteAllText(Path.Combine(_directory, "config.json"), config);
        var loaded = DockerConfig.Load(name => name == "DOCKER_CONFIG" ? _directory : null);
        return new RegistryCredentials(loaded, TimeProvider.System, NullLogger<RegistryCredentials>.Instance);
    }

    private void WriteHelper(string name, string script)
    {
        var path = Path.Combine(_directory, "docker-credential-" + name);
        File.WriteAllText(path, "#!/bin/sh\n" + script + "\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Environment.SetEnvironmentVariable("PATH", _directory + Path.PathSeparator + _path);
    }
}
