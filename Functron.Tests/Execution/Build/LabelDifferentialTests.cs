using System.Text;
using CsCheck;
using Functron.Execution.Build;
using Functron.Execution.Cleanup;
using Functron.Execution.Engine;
using Functron.Execution.Requests.Dockerfiles;
using Functron.Execution.Results;
using Functron.Execution.Run;
using Functron.Tests.Execution.Engine;
using Functron.Tests.Requests.Fuzz;

namespace Functron.Tests.Execution.Build;

/// <summary>
/// The engine's builder against our reader: whatever stands at a Dockerfile's end, its image has our labels or is a failed build in
/// words.
/// </summary>
public sealed class LabelDifferentialTests : EngineTest
{
    private static readonly byte[][] Texts =
    [
        .. new[]
        {
            "FROM busybox\nCMD true\n", "# escape=`\nFROM busybox\nCMD [\"true\"] `\n", "FROM busybox\nCMD true \\\n# c\n\n",
            "# check=skip=all\n# escape=`\nFROM busybox\nCMD true \\\n",
            "FROM busybox\nENV A=\"b \\\nCMD true\n", "FROM busybox\nCMD <<E\nE\n", "\uFEFFFROM busybox\r\nCMD true\r\n",
        }.Select(Encoding.UTF8.GetBytes),
    ];

    private static readonly byte[][] Words =
    [
        .. new[]
        {
            "\n", "\r\n", "\t", " ", "\\\n", "`\n", "\\", "`", "#", "# escape=`\n", "# escape=\\\n", "# check=skip=all\n", "# syntax=x\n",
            "\"", "'", "<<E\n", "\nE\n", "CMD true\n", "ENV A=b\n", "LABEL a=b\n", "LABEL functron.path=x\n",
            "LABEL ", "\u00a0", "$", "${A", "}",
        }.Select(Encoding.UTF8.GetBytes),
    ];

    [Fact(Timeout = 600_000)]
    public async Task A_built_image_has_our_labels_or_is_a_failed_build_in_words()
    {
        var bench = Start();
        var (built, failed) = (0, 0);
        await Task.Run(() => Mutations.Of(Texts, Words).Sample(
            bytes =>
            {
                var text = Encoding.UTF8.GetString(bytes);
                var dockerfile = Dockerfile.Parse(text);

                // Another base would be pulled.
                if (DockerfileRule.Check(dockerfile).Any()
                    || dockerfile.Instructions.Any(i => i.Keyword == "FROM" && i.Arguments != "busybox"))
                    return;
                if (BuildAsync(bench, text).GetAwaiter().GetResult())
                    built++;
                else
                    failed++;
            },
            time: Mutations.Seconds,
            threads: 1,
            print: bytes => Encoding.UTF8.GetString(bytes)));
        Assert.True(built > 0, $"{built} built, {failed} failed");
    }

    private static async Task<bool> BuildAsync(RealExecution bench, string text)
    {
        var order = await bench.AcceptAsync(text);
        try
        {
            var outcome = await bench.Get<ImageBuilder>().BuildAsync(order, CancellationToken.None);
            if (!outcome.Succeeded)
            {
                Assert.NotEqual("", (await bench.Get<ResultStore>().ReadAsync(order, CancellationToken.None))!.BuildError);
                return false;
            }

            // A known image has none, for it is nobody's.
            var labels = (await bench.Engine.FindImageAsync(outcome.ImageId!, CancellationToken.None))!.Labels;
            Assert.Equal(order.RunId, labels.GetValueOrDefault(Labels.Run, order.RunId));
            Assert.Equal("", labels.GetValueOrDefault(Labels.Path, ""));
            return true;
        }
        finally
        {
            await bench.Get<ResourceCleaner>().CleanUpAsync(order, CancellationToken.None);
        }
    }
}
