using Functron.Execution.Build;
using Functron.Execution.Requests.Dockerfiles;

namespace Functron.Tests.Execution.Build;

public sealed class LabelledDockerfileTests
{
    [Theory]
    [InlineData("FROM a\nCMD b", "FROM a\nCMD b\nLABEL k='v'\n")]
    [InlineData("FROM a\nCMD b\n", "FROM a\nCMD b\n\nLABEL k='v'\n")]
    [InlineData("FROM a\nCMD b \\", "FROM a\nCMD b \nLABEL k='v'\n")]
    [InlineData("FROM a\nCMD b \\  \n\n# c\n", "FROM a\nCMD b \n\n# c\n\nLABEL k='v'\n")]
    [InlineData("# escape=`\nFROM a\nCMD b `", "# escape=`\nFROM a\nCMD b \nLABEL k='v'\n")]
    [InlineData("# escape=`\nFROM a\nCMD b \\", "# escape=`\nFROM a\nCMD b \\\nLABEL k='v'\n")]
    [InlineData("FROM a\nCMD b\\\\", "FROM a\nCMD b\\\\\nLABEL k='v'\n")]
    [InlineData("FROM a\nCMD b\\\\\\\n", "FROM a\nCMD b\\\\\\\n\nLABEL k='v'\n")]
    [InlineData("FROM a\r\nCMD b \\\r\n", "FROM a\r\nCMD b \n\nLABEL k='v'\n")]
    [InlineData("# escape=`\nFROM a\nCMD b``", "# escape=`\nFROM a\nCMD b``\nLABEL k='v'\n")]
    [InlineData("", "\nLABEL k='v'\n")]
    public void The_labels_are_an_instruction_of_their_own(string dockerfile, string labelled) =>
        Assert.Equal(labelled, LabelledDockerfile.Of(Dockerfile.Parse(dockerfile), new Dictionary<string, string> { ["k"] = "v" }));
}
