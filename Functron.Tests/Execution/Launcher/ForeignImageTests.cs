using System.Formats.Tar;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using Docker.DotNet.Models;
using Functron.Execution.Results;
using Functron.Tests.Execution.Engine;

namespace Functron.Tests.Execution.Launcher;

/// <summary>An image for machines of another kind than the engine's, as if pulled by somebody with the wrong platform.</summary>
public sealed class ForeignImageTests() : EngineTest(Functron.Execution.Run.RunPathOption.Launcher)
{
    private const string Name = "functron-test-foreign:latest";

    // The beginning of a program for a machine of the ELF format's number 0x1234, which no emulator on the engine's machine takes.
    private static readonly byte[] Program =
        [0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0x34, 0x12, 1, 0, 0, 0, .. new byte[64]];

    private static (string Own, string Other) Architectures =>
        RuntimeInformation.OSArchitecture == Architecture.X64 ? ("amd64", "arm64") : ("arm64", "amd64");

    [Fact(Timeout = 120_000)]
    public async Task It_is_refused_with_words_that_name_both_architectures()
    {
        using var docker = EngineListing.NewClient();
        await docker.Images.LoadImageAsync(
            new ImageLoadParameters { Quiet = true }, Image(Architectures.Other), new Progress<JSONMessage>());
        try
        {
            var bench = Start();
            var result = await bench.RunAsync($"FROM {Name}");
            Assert.Equal((Ending.StartRefused, 126), (result.Ending, result.ExitCode));
            var expected = $"The image is for {Architectures.Other}, this engine runs {Architectures.Own}.\n";
            Assert.EndsWith(expected, await bench.TextAsync(result.Stderr), StringComparison.Ordinal);
        }
        finally
        {
            await docker.Images.DeleteImageAsync(Name, new ImageDeleteParameters { Force = true });
        }
    }

    /// <summary>What <c>docker load</c> takes: a manifest, a configuration and one layer.</summary>
    private static MemoryStream Image(string architecture)
    {
        var layer = Tar(("program", Program)).ToArray();
        var config = JsonSerializer.SerializeToUtf8Bytes(new
        {
            architecture,
            os = "linux",
            config = new { Cmd = new[] { "/program" } },
            rootfs = new { type = "layers", diff_ids = new[] { $"sha256:{Convert.ToHexStringLower(SHA256.HashData(layer))}" } },
        });
        var manifest = JsonSerializer.SerializeToUtf8Bytes(
            new[] { new { Config = "config.json", RepoTags = new[] { Name }, Layers = new[] { "layer.tar" } } });
        return Tar(("manifest.json", manifest), ("config.json", config), ("layer.tar", layer));
    }

    private static MemoryStream Tar(params (string Name, byte[] Content)[] files)
    {
        var bytes = new MemoryStream();
        using (var tar = new TarWriter(bytes, TarEntryFormat.Ustar, leaveOpen: true))
        {
            foreach (var (name, content) in files)
            {
                var mode = UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute
            | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;
                tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(content), Mode = mode });
            }
        }

        bytes.Position = 0;
        return bytes;
    }
}
