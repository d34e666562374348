using Functron.Execution.Run;
using Functron.Tests.Execution.Engine;

namespace Functron.Tests.Execution.Run;

/// <summary>
/// What a program of a function gains by the rights that its file has (setuid, file capabilities), with the option and without.
/// </summary>
public abstract class PrivilegesTests(RunPathOption path) : EngineTest(path)
{
    private const int Limit = 180_000;

    /// <summary>CAP_NET_BIND_SERVICE, as a set of capabilities.</summary>
    private const string BindService = "0000000000000400";

    /// <summary>
    /// <c>/setuid</c> is root's and setuid; <c>/capable</c> has one file capability, in the format of <c>security.capability</c>
    /// (revision 2, effective).
    /// </summary>
    private static readonly string Dockerfile = $$"""
        FROM python:3
        RUN python3 -c "import os, shutil, struct, sys; \
            program = os.path.realpath(sys.executable); \
            shutil.copy(program, '/setuid'); os.chmod('/setuid', 0o4755); \
            shutil.copy(program, '/capable'); \
            os.setxattr('/capable', 'security.capability', struct.pack('<5I', 0x02000001, 0x{{BindService[8..]}}, 0, 0, 0))"
        USER nobody
        CMD /setuid -c "import os; print(os.getuid() != 0, os.geteuid() == 0)"; \
            /capable -c "import re; print(re.search('CapEff:.(.*)', open('/proc/self/status').read())[1])"
        """;

    [Fact(Timeout = Limit)]
    public async Task By_default_a_program_gives_no_more_rights_than_its_caller_has() =>
        Assert.Equal("True False\n0000000000000000\n", await OutputAsync(Start()));

    [Fact(Timeout = Limit)]
    public async Task Where_the_option_allows_it_setuid_and_file_capabilities_have_their_effect() =>
        Assert.Equal($"True True\n{BindService}\n", await OutputAsync(Start(s => s.Options.NoNewPrivileges = false)));

    private static async Task<string> OutputAsync(RealExecution bench)
    {
        var result = await bench.RunAsync(Dockerfile, timeout: 60);
        Assert.Equal("", await bench.TextAsync(result.Stderr));
        return await bench.TextAsync(result.Stdout);
    }
}

public sealed class PrivilegesOnTheEnginePathTests() : PrivilegesTests(RunPathOption.Engine);

public sealed class PrivilegesOnTheLauncherPathTests() : PrivilegesTests(RunPathOption.Launcher);
