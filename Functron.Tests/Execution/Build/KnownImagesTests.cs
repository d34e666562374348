using System.Runtime.CompilerServices;
using Functron.Execution.Build;
using Functron.Execution.Engine;
using Functron.Execution.Requests.Dockerfiles;
using Functron.Tests.Execution.Engine;

namespace Functron.Tests.Execution.Build;

public sealed class KnownImagesTests
{
    private readonly KnownImages _known = new(new ScriptedEngine());

    [Fact]
    public async Task An_image_is_found_by_an_equal_text()
    {
        await RememberAsync(Dockerfile.Parse("FROM busybox\nCMD true"));
        Assert.NotNull(await _known.FindAsync(Dockerfile.Parse("FROM busybox\nCMD true"), CancellationToken.None));
        Assert.Null(await _known.FindAsync(Dockerfile.Parse("FROM busybox\nCMD true "), CancellationToken.None));
    }

    /// <summary>1,000 of the longest texts would be 2 GB.</summary>
    [Fact]
    public async Task No_text_is_kept()
    {
        var text = await RememberOneAsync();
        for (var i = 0; i < 10 && text.IsAlive; i++)
        {
            GC.Collect(2, GCCollectionMode.Forced, blocking: true);
            await Task.Delay(10);
        }

        Assert.False(text.IsAlive, "The text of a Dockerfile is still in memory.");
        Assert.True(_known.Remembers(Dockerfile.Parse(TextOf(1024 * 1024))));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private async Task<WeakReference> RememberOneAsync()
    {
        var dockerfile = Dockerfile.Parse(TextOf(1024 * 1024));
        await RememberAsync(dockerfile);
        Assert.True(_known.Remembers(dockerfile));
        return new WeakReference(dockerfile.Text);
    }

    private static string TextOf(int length) => $"FROM busybox\nRUN echo {new string('x', length)}\nCMD true";

    private async Task RememberAsync(Dockerfile dockerfile)
    {
        var built = new ImageSnapshot("sha256:built", ["true"], "", [], [], "amd64", "sha256:beneath", [], "");
        var bases = await _known.BasesAsync(dockerfile, CancellationToken.None);
        await _known.RememberAsync(dockerfile, built, bases, default, CancellationToken.None);
    }
}
