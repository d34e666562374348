namespace Functron.Tests.Commands.Container;

/// <summary>What is in the isolated worker's image. It needs a Functions host to run, so it is only looked at.</summary>
[Collection(ContainerCollection.Name)]
public sealed class IsolatedWorkerImageTests(ContainerImage image)
{
    private const string Files = """
        for file in host.json worker.config.json functions.metadata extensions.json .azurefunctions/function.deps.json \
            Functron.FunctionApp.dll; do
            [ -s $file ] || { echo "no $file"; exit 1; }
        done
        """;

    private const string Settings = """
        echo $AzureWebJobsScriptRoot $ASPNETCORE_URLS $AzureFunctionsJobHost__Logging__Console__IsEnabled \
            $([ $FUNCTIONS_REQUEST_BODY_SIZE_LIMIT -gt 268435456 ] && echo large)
        """;

    [NeedsFact(NeedsFactAttribute.Socket, "busybox:latest", ContainerImage.Sdk, ContainerImage.Runtime)]
    public async Task The_classic_builder_makes_none_unless_it_is_told_to_and_says_how()
    {
        if (image.NoIsolatedWorker is not { } other)
            return;
        var started = await image.Docker.RunAsync("run", "--rm", other);
        started.AssertExitCode(78);
        Assert.Contains("--build-arg FUNCTIONS_IMAGE", started.All, StringComparison.Ordinal);
    }

    [NeedsFact(NeedsFactAttribute.Socket, "busybox:latest", ContainerImage.Sdk, ContainerImage.Runtime, ContainerImage.FunctionsHost)]
    public async Task It_has_what_the_Functions_host_reads_where_the_host_looks_for_it()
    {
        await ShellAsync(Files);
        Assert.Equal("", await ShellAsync("find . -name 'local.settings*'"));
        // Port 8081, the log on the console, and bodies of more than 256 MiB.
        Assert.Equal("/home/site/wwwroot http://+:8081 true large", await ShellAsync(Settings));
        Assert.Equal("localhost:8081", await ShellAsync("echo $WEBSITE_HOSTNAME"));
        await ShellAsync("test -x container/health.sh");
    }

    [NeedsFact(NeedsFactAttribute.Socket, "busybox:latest", ContainerImage.Sdk, ContainerImage.Runtime, ContainerImage.FunctionsHost)]
    public async Task It_starts_what_its_base_image_starts_on_port_8081()
    {
        Assert.Contains(
            "\"8081/tcp\"", await image.Docker.TextAsync("inspect", "--format", "{{json .Config.ExposedPorts}}", image.IsolatedWorker),
                StringComparison.Ordinal);
        Assert.Equal(await CommandOfAsync(ContainerImage.FunctionsHost), await CommandOfAsync(image.IsolatedWorker));
    }

    private Task<string> CommandOfAsync(string name) =>
        image.Docker.TextAsync("inspect", "--format", "{{json .Config.Entrypoint}} {{json .Config.Cmd}}", name);

    private Task<string> ShellAsync(string command) =>
        image.Docker.TextAsync("run", "--rm", "--workdir", "/home/site/wwwroot", "--entrypoint", "sh", image.IsolatedWorker, "-c", command);
}
