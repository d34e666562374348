using Functron.Execution.Run.ByLauncher;

namespace Functron.Tests.Execution.Launcher;

public sealed class RefusalWordsTests
{
    [Theory]
    [InlineData("", "is not found in the image")]
    [InlineData("#!/bin/sh\r\necho hi\r\n", "Windows line ends (CRLF), so that its first line names \"/bin/sh\" with a carriage return")]
    [InlineData("#! \t/bin/sh\r\n", "names \"/bin/sh\" with a carriage return")]
    [InlineData("#!/bin/sh\r", "names \"/bin/sh\" with a carriage return")]
    [InlineData("#!/usr/bin/python9 -u\necho\r\n", "a script whose first line names \"/usr/bin/python9\", which is not found")]
    [InlineData("#!/usr/bin/python9 -u\r\n", "a script whose first line names \"/usr/bin/python9\", which is not found")]
    [InlineData("#!/usr/bin/python9 -u\r\n", "It also has Windows line ends (CRLF)")]
    [InlineData("\u007fELF\u0002\u0001", "the loader that it needs")]
    [InlineData("something else", "is not found in the image")]
    public void What_is_missing_is_told_by_how_the_program_begins(string beginning, string words)
    {
        var refusal = RefusalWords.Of(new LaunchRefusal("exec", 2, "/data/run.sh", beginning), null, null);
        Assert.Equal(127, refusal.ExitCode);
        Assert.StartsWith("The function cannot be started: \"/data/run.sh\" is ", refusal.Words, StringComparison.Ordinal);
        Assert.Contains(words, refusal.Words, StringComparison.Ordinal);
        Assert.EndsWith(".\n", refusal.Words, StringComparison.Ordinal);
    }

    [Fact]
    public void A_tar_that_takes_too_long_is_told_by_the_limit_and_the_entry()
    {
        var refusal = RefusalWords.Of(new LaunchRefusal("tar", 62, "folder/file"), null, null);
        Assert.Equal((126, "TarFile could not be extracted at /data within 10 minutes: it had come to folder/file.\n"), (
            refusal.ExitCode, refusal.Words));
    }
}
