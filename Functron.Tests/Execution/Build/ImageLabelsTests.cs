using Functron.Execution.Build;
using Functron.Execution.Cleanup;
using Functron.Execution.Engine;
using Functron.Execution.Requests.Dockerfiles;
using Functron.Execution.Results;
using Functron.Execution.Run;
using Functron.Tests.Execution.Engine;

namespace Functron.Tests.Execution.Build;

/// <summary>A build has succeeded when the image has the labels that it was to get, whatever its Dockerfile says.</summary>
public sealed class ImageLabelsTests : IAsyncLifetime
{
    private readonly ScriptedExecution _bench = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _bench.DisposeAsync();

    [Theory(Timeout = 120_000)]
    [InlineData("functron.installation", null, "swallows what follows it")]
    [InlineData("functron.run", null, "swallows what follows it")]
    [InlineData("functron.instance", "another", "swallows what follows it")]
    [InlineData("functron.fn-name", "TEST.FUNCTION", "swallows what follows it")]
    [InlineData("functron.path", "launcher", "(functron.path)")]
    [InlineData("functron.container", "mine", "(functron.container)")]
    [InlineData("functron.attempt", "1", "(functron.attempt)")]
    [InlineData("functron.anything", "", "(functron.anything)")]
    public async Task An_image_with_other_labels_than_asked_for_is_a_failed_build_that_is_removed_and_not_remembered(
        string label, string? value, string words)
    {
        var order = await _bench.AcceptAsync();
        Set(label, value);

        Assert.False((await BuildAsync(order)).Succeeded);
        var result = (await _bench.Get<ResultStore>().ReadAsync(order, CancellationToken.None))!;
        Assert.Equal(Ending.BuildFailed, result.Ending);
        Assert.Contains(words, result.BuildError, StringComparison.Ordinal);
        Assert.Contains(label, result.BuildError, StringComparison.Ordinal);
        Assert.Null(result.ImageId);

        await _bench.Get<ResourceCleaner>().CleanUpAsync(order, CancellationToken.None);
        Assert.Equal([$"{order.ResourceName()}:latest"], _bench.Engine.Removed);
        Assert.False(_bench.Get<KnownImages>().Remembers(Dockerfile.Parse("FROM busybox\nCMD true")));
    }

    [Theory(Timeout = 120_000)]
    [InlineData("functron.stand-in", "base")]
    [InlineData("functronic", "theirs")]
    [InlineData("Functron.path", "theirs")]
    public async Task Other_labels_are_nobodys_business(string label, string value)
    {
        var order = await _bench.AcceptAsync();
        Set(label, value);
        Assert.True((await BuildAsync(order)).Succeeded);
        Assert.True(_bench.Get<KnownImages>().Remembers(Dockerfile.Parse("FROM busybox\nCMD true")));
    }

    /// <summary>As of an instance whose id has quotes, or what no line of a Dockerfile can have.</summary>
    [Fact]
    public void What_a_Dockerfile_cannot_say_of_a_label_is_not_asked_for()
    {
        var asked = new Dictionary<string, string> { [Labels.Instance] = "an\ninstance's" };
        var image = Image(new Dictionary<string, string> { [Labels.Instance] = "an instance's" });
        Assert.Null(ImageLabels.ProblemOf(image, asked));
        Assert.NotNull(ImageLabels.ProblemOf(Image(new Dictionary<string, string> { [Labels.Instance] = "an  instance's" }), asked));
    }

    [Fact(Timeout = 120_000)]
    public async Task A_known_image_is_used_again_unless_it_has_labels_of_ours()
    {
        Set("mine", "x");
        Assert.True((await BuildAsync(await _bench.AcceptAsync())).Succeeded);
        Assert.Equal("sha256:beneath", (await BuildAsync(await _bench.AcceptAsync())).ImageId);
        Assert.Equal(1, _bench.Engine.Builds);

        var image = _bench.Engine.Image;
        _bench.Engine.Image = (name, found) =>
            name == "beneath" ? found with { Labels = new Dictionary<string, string> { [Labels.Path] = "launcher" } } : image(name, found);
        Assert.NotEqual("sha256:beneath", (await BuildAsync(await _bench.AcceptAsync())).ImageId);
        Assert.Equal(2, _bench.Engine.Builds);
    }

    private Task<BuildOutcome> BuildAsync(RunOrder order) => _bench.Get<ImageBuilder>().BuildAsync(order, CancellationToken.None);

    /// <param name="value">Null: the images that are built do not have it.</param>
    private void Set(string label, string? value) => _bench.Engine.Image = (_, image) =>
    {
        if (image.Labels.Count == 0)
            return image;
        var labels = new Dictionary<string, string>(image.Labels);
        if (value is null)
            labels.Remove(label);
        else
            labels[label] = value;
        return image with { Labels = labels, Parent = "beneath" };
    };

    private static ImageSnapshot Image(Dictionary<string, string> labels) =>
        new("id", ["true"], "", [], [], "amd64", "", [], "") { Labels = labels };
}
