using Functron.Execution.Build;

namespace Functron.Tests.Execution.Build;

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
    [InlineData("FROM \\\n  busybox \\\n  AS x", "busybox")]
    public void The_images_that_must_be_there_are_read_from_the_Dockerfile(string dockerfile, string images) =>
        Assert.Equal(images.Split(' ', StringSplitOptions.RemoveEmptyEntries), BaseImages.Of(dockerfile));
}
