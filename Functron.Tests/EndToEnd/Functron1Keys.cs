using System.Text.Json;

namespace Functron.Tests.EndToEnd;

/// <summary>Functron 1's keys and types, which every JSON answer of <c>/v1/exec</c> has.</summary>
internal static class Functron1Keys
{
    private static readonly string[] Base64 = ["CmdOut", "CmdErr", "BuildContextStdout", "BuildContextStderr", "CleanupOut", "CleanupErr"];

    public static void AssertAllIn(JsonElement answer)
    {
        Assert.Equal(JsonValueKind.Object, answer.ValueKind);
        Assert.All(answer.GetProperty("Errors").EnumerateArray(), error => Assert.Equal(JsonValueKind.String, error.ValueKind));
        Assert.All(Base64, key => answer.GetProperty(key).GetBytesFromBase64());
        Assert.Equal(JsonValueKind.String, answer.GetProperty("TempName").ValueKind);
        Assert.Equal(JsonValueKind.String, answer.GetProperty("DetailedError").ValueKind);
    }
}
