namespace Functron.Tests.Commands;

/// <summary>What <c>dotnet publish</c> makes of the app. FUNCTRON_TEST_PUBLISHED_APP names a folder that has it already.</summary>
public sealed class PublishedApp : IAsyncLifetime
{
    private readonly DirectoryInfo _own = Directory.CreateTempSubdirectory("functron-publish-");

    public string Folder { get; private set; } = "";

    public async Task InitializeAsync()
    {
        Folder = Environment.GetEnvironmentVariable("FUNCTRON_TEST_PUBLISHED_APP") ?? "";
        if (Folder.Length > 0 && File.Exists(Path.Combine(Folder, "Functron.FunctionApp.dll")))
            return;
        Folder = _own.FullName;
        (await PublishAsync(Folder)).AssertExitCode(0);
    }

    public Task DisposeAsync()
    {
        _own.Delete(recursive: true);
        return Task.CompletedTask;
    }

    internal static Task<CommandResult> PublishAsync(string output, string[]? options = null, string? clone = null) => Command.RunAsync(
        "dotnet", ["publish", "Functron.FunctionApp", "-c", "Release", "--nologo", "-v", "quiet", "-o", output, .. options ?? []],
            folder: clone);
}
