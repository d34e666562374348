using System.Net;
using System.Net.Sockets;

namespace Functron.Tests.Commands;

/// <summary><c>./func.sh</c> with stand-ins for all that it starts: what func is given, what runs beside it, and what is left.</summary>
[Trait("Engine", "None")]
public sealed class FuncCommandTests : IDisposable
{
    private readonly FuncClone _clone = new();

    public void Dispose() => _clone.Dispose();

    [NeedsFact("bash")]
    public async Task Without_func_it_ends_with_69_and_says_what_to_install()
    {
        // Nothing else of PATH may have one.
        var tools = Directory.CreateDirectory(_clone.Path("tools")).FullName;
        foreach (var tool in new[] { "bash", "dirname", "sed", "head" })
            File.CreateSymbolicLink(Path.Combine(tools, tool), (await Command.RunAsync("which", [tool])).Text);

        var ended = await _clone.RunAsync([], tools);

        ended.AssertExitCode(69);
        Assert.Contains("azure-functions-core-tools", ended.Errors, StringComparison.Ordinal);
    }

    [NeedsFact("python3", "pgrep")]
    public async Task It_starts_func_and_an_Azurite_and_ends_both_in_good_order()
    {
        await using var command = _clone.Start(["--verbose"]);
        await Until.TrueAsync("func is started", () => File.Exists(_clone.Path("func-pid")) && File.Exists(_clone.Path("program-pid")),
            about: () => command.Errors);

        // In the project's folder, with the arguments that were given and no others; with the example's settings, as there were none.
        Assert.Equal([_clone.App, "start", "--verbose"], _clone.FuncArguments);
        Assert.Equal(File.ReadAllText(_clone.Path("clone", FuncClone.Example)), File.ReadAllText(_clone.Path("func-settings")));
        using (var client = new TcpClient())
            await client.ConnectAsync(IPAddress.Loopback, _clone.Port);
        Assert.Contains(
            $"BlobEndpoint=http://127.0.0.1:{_clone.Port}/devstoreaccount1;", File.ReadAllText(_clone.Path("func-storage")),
                StringComparison.Ordinal);

        command.Terminate();
        (await command.EndAsync()).AssertExitCode(143);
        Assert.Equal("in good order\n", File.ReadAllText(_clone.Path("func-end")));
        Assert.False(_clone.Runs("program-pid"));
        Assert.False(_clone.Runs("azurite-pid"));
    }

    [NeedsFact("python3", "pgrep")]
    public async Task The_users_own_settings_stay_and_the_end_is_funcs()
    {
        _clone.LetFuncEnd();
        var own = File.ReadAllText(_clone.Path("clone", FuncClone.Example))
            .Replace("UseDevelopmentStorage=true", "UseDevelopmentStorage=false", StringComparison.Ordinal);
        var settings = Path.Combine(_clone.App, "local.settings.json");
        File.WriteAllText(settings, own);

        (await _clone.RunAsync(["--port", "9090"])).AssertExitCode(7);

        Assert.Equal(own, File.ReadAllText(settings));
        Assert.False(File.Exists(_clone.Path("azurite-pid")), "An Azurite was started for another storage.");
    }

    [NeedsFact("python3", "pgrep")]
    public async Task Where_nothing_names_a_port_it_is_8081_and_of_two_files_of_settings_it_says_which_one_is_read()
    {
        _clone.LetFuncEnd();
        File.WriteAllText(
            Path.Combine(_clone.App, "local.settings.json"),
                """{ "Values": { "AzureWebJobsStorage": "UseDevelopmentStorage=false" } }""" + "\n");
        File.Copy(_clone.Path("clone", FuncClone.Example), _clone.Path("clone", "local.settings.json"));

        var ended = await _clone.RunAsync([]);

        Assert.Equal([_clone.App, "start", "--port", "8081"], _clone.FuncArguments);
        Assert.Contains("not read any more", ended.Errors, StringComparison.Ordinal);
    }

    [NeedsFact("python3", "pgrep")]
    public async Task An_Azurite_that_answers_is_used_and_runs_on()
    {
        _clone.LetFuncEnd();
        using var azurite = new TcpListener(IPAddress.Loopback, _clone.Port);
        azurite.Start();

        (await _clone.RunAsync([])).AssertExitCode(7);

        Assert.False(File.Exists(_clone.Path("azurite-pid")), "A second Azurite was started.");
    }

    [NeedsFact("python3", "pgrep")]
    public async Task With_no_build_it_starts_the_last_output_and_without_one_it_ends_with_69()
    {
        _clone.LetFuncEnd();
        (await _clone.RunAsync(["--no-build"])).AssertExitCode(69);

        var output = Directory.CreateDirectory(Path.Combine(_clone.App, "bin", "output")).FullName;
        File.Copy(Path.Combine(_clone.App, "host.json"), Path.Combine(output, "host.json"));
        (await _clone.RunAsync(["--no-build"])).AssertExitCode(7);
        Assert.Equal([output, "start", "--no-build"], _clone.FuncArguments);
    }
}
