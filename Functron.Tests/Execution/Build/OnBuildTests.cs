using Functron.Execution.Build;
using Functron.Execution.Engine;
using Functron.Execution.Results;
using Functron.Tests.Execution.Engine;

namespace Functron.Tests.Execution.Build;

/// <summary>Base images that have their builder do something first.</summary>
public sealed class OnBuildTests : EngineTest
{
    private const string Base = "functron-tests-onbuild";

    [Theory(Timeout = 120_000)]
    [InlineData("COPY . /app", "FROM functron-tests-onbuild\nCMD [\"true\"]")]
    [InlineData("COPY --chown=1:1 package.json /app/", "FROM functron-tests-onbuild\nCMD [\"true\"]")]
    [InlineData("COPY [\".\", \"/app\"]", "FROM functron-tests-onbuild AS tools\nFROM busybox\nCMD [\"true\"]")]
    [InlineData("ADD . /app", "FROM busybox AS a\nFROM functron-tests-onbuild:latest\nCMD [\"true\"]")]
    [InlineData("add file.tar.gz /app", "FROM \"functron-tests-onbuild\"\nCMD [\"true\"]")]
    [InlineData("ADD [\"https://localhost/a\", \"b\", \"/app/\"]", "ARG name=onbuild\nFROM functron-tests-${name}\nCMD [\"true\"]")]
    public async Task One_that_copies_files_is_refused_in_words(string trigger, string dockerfile)
    {
        FaultyEngine? engine = null;
        var bench = Start(s => s.Engine = e => engine = new FaultyEngine(e));
        await WithBaseAsync(bench, [trigger], async () =>
        {
            var order = await bench.AcceptAsync(dockerfile);
            Assert.False((await bench.Builder.BuildAsync(order, CancellationToken.None)).Succeeded);

            var result = await bench.ResultAsync(order);
            Assert.Equal(Ending.BuildFailed, result.Ending);
            Assert.Contains($"ONBUILD {trigger}", result.BuildError, StringComparison.Ordinal);
            Assert.Contains("TarFile", result.BuildError, StringComparison.Ordinal);
            Assert.Equal(0, engine!.Builds);
        });
    }

    [Theory(Timeout = 120_000)]
    [InlineData("FROM functron-tests-onbuild\nCMD [\"cat\", \"/made\", \"/copied\"]")]
    [InlineData("FROM functron-tests-onbuild AS a\nFROM a\nCMD [\"cat\", \"/made\", \"/copied\"]")]
    public async Task One_that_runs_commands_or_copies_from_an_image_does_so(string dockerfile)
    {
        var bench = Start();
        await WithBaseAsync(bench, ["RUN echo made > /made", "COPY --from=functron-tests-onbuild /own /copied"], async () =>
            Assert.Equal("made\nown\n", await bench.TextAsync((await bench.RunAsync(dockerfile)).Stdout)));
    }

    [Fact(Timeout = 120_000)]
    public async Task The_triggers_of_an_image_that_is_only_copied_from_do_not_count()
    {
        var bench = Start();
        await WithBaseAsync(bench, ["COPY . /app"], async () =>
        {
            var result = await bench.RunAsync($"FROM busybox\nCOPY --from={Base} /own /x\nCMD [\"cat\", \"/x\"]");
            Assert.Equal("own\n", await bench.TextAsync(result.Stdout));
        });
    }

    [Fact(Timeout = 120_000)]
    public async Task A_trigger_set_in_the_Dockerfile_itself_runs_in_the_stage_built_on_it()
    {
        var bench = Start();
        var result = await bench.RunAsync("FROM busybox AS a\nONBUILD RUN echo made > /made\nFROM a\nCMD [\"cat\", \"/made\"]");
        Assert.Equal("made\n", await bench.TextAsync(result.Stdout));
    }

    [Fact(Timeout = 120_000)]
    public async Task What_copies_all_the_same_does_not_get_our_own_Dockerfile()
    {
        var bench = Start();
        await WithBaseAsync(bench, ["COPY . /app"], async () =>
        {
            const string image = "functron-tests-onbuild-built";
            var engine = bench.Get<DockerEngine>();
            try
            {
                await engine.BuildAsync(
                    new ImageBuild(image, BuildContext.Of($"FROM {Base}\nRUN find /app -type f | grep . && exit 7 || true\n")),
                    new Refusing(),
                    CancellationToken.None);
                Assert.NotNull(await engine.FindImageAsync(image, CancellationToken.None));
            }
            finally
            {
                await engine.RemoveImageAsync(image, CancellationToken.None);
            }
        });
    }

    private static async Task WithBaseAsync(RealExecution bench, string[] triggers, Func<Task> test)
    {
        var engine = bench.Get<DockerEngine>();
        try
        {
            var dockerfile = "FROM busybox\nRUN echo own > /own\n" + string.Concat(triggers.Select(trigger => $"ONBUILD {trigger}\n"));
            await engine.BuildAsync(new ImageBuild(Base, BuildContext.Of(dockerfile)), new Refusing(), CancellationToken.None);
            await test();
        }
        finally
        {
            await bench.Get<Functron.Execution.Cleanup.Sweeper>().SweepAsync((_, _) => Task.FromResult(true), CancellationToken.None);
            await engine.RemoveImageAsync(Base, CancellationToken.None);
        }
    }

    private sealed class Refusing : IProgress<BuilderMessage>
    {
        public void Report(BuilderMessage value) => Assert.Null(value.Error);
    }
}
