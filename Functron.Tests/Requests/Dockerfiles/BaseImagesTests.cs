using Functron.Execution.Requests.Dockerfiles;

namespace Functron.Tests.Requests.Dockerfiles;

public sealed class BaseImagesTests
{
    [Theory]
    [InlineData("FROM busybox\nCMD x", "busybox")]
    [InlineData("from busybox:1 as b\nFROM B\nCMD x", "busybox:1")]
    [InlineData("FROM --platform=linux/amd64 busybox AS a\nFROM python:3\nCOPY --from=a /x /y", "busybox python:3")]
    [InlineData("FROM busybox\nCOPY --from=python:3 /x /y\nCOPY --from=0 /x /y", "busybox python:3")]
    [InlineData("ARG TAG=1.2\nFROM busybox:$TAG", "busybox:1.2")]
    [InlineData("ARG TAG=1.2\nARG IMAGE=\"thing\"\nFROM ${IMAGE}:${TAG}", "thing:1.2")]
    [InlineData("FROM ${IMAGE:-busybox}:${TAG:+x}latest", "busybox:latest")]
    [InlineData("ARG IMAGE\nFROM $IMAGE", "")]
    [InlineData("FROM scratch\nCMD x", "")]
    [InlineData("FROM busybox\nARG TAG=9\nFROM python:$TAG", "busybox")]
    [InlineData("FROM busybox\nFROM busybox", "busybox")]
    [InlineData("FROM localhost:5000/a/b@sha256:abc", "localhost:5000/a/b@sha256:abc")]
    [InlineData("FROM ../containers/json?x", "")]
    [InlineData("FROM \"busybox\"", "busybox")]
    [InlineData("FROM 'busy'box", "busybox")]
    [InlineData("FROM busy\\box", "busybox")]
    [InlineData("# escape=`\nFROM busy`box", "busybox")]
    [InlineData("ARG a=busy\nARG b=\"${a}box\"\nFROM $b", "busybox")]
    [InlineData("FROM ${a:-${b:-busybox}}:1", "busybox:1")]
    [InlineData("ARG s=tools\nFROM busybox AS tools\nFROM $s", "busybox")]
    [InlineData("FROM 'busybox", "busybox")]
    [InlineData("FROM ${a:-busybox", "busybox")]
    [InlineData("FROM $", "")]
    [InlineData("FROM \\\n  busybox \\\n  AS x", "busybox")]
    public void The_images_that_must_be_there_are_read_from_the_Dockerfile(string dockerfile, string images) =>
        Assert.Equal(images.Split(' ', StringSplitOptions.RemoveEmptyEntries), Dockerfile.Parse(dockerfile).Bases.Names);

    [Fact]
    public void Those_that_are_only_copied_from_are_told_apart() =>
        Assert.Equal(
            ["busybox", "python:3"],
            Dockerfile.Parse("FROM busybox AS a\nCOPY --from=alpine /x /y\nFROM a\nFROM python:3").Bases.StartedFrom);

    [Fact(Timeout = 120_000)]
    public async Task Arguments_that_grow_without_end_are_no_names()
    {
        var grown = string.Concat(Enumerable.Repeat("ARG a=$a$a$a$a$a$a$a$a\n", 1000));
        var nested = string.Concat(Enumerable.Repeat("${a:-", 200_000));
        foreach (var dockerfile in new[] { $"ARG a=x\n{grown}FROM $a", $"FROM {nested}" })
            Assert.Empty(await Task.Run(() => Dockerfile.Parse(dockerfile).Bases.Names));
    }
}
