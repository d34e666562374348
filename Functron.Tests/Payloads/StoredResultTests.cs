using System.Text;
using Functron.Execution.Results;

namespace Functron.Tests.Payloads;

/// <summary>Results that earlier versions stored are read, and a result is stored in the same bytes as theirs.</summary>
public sealed class StoredResultTests
{
    private const string Exited =
        """{"InstanceId":"5f6ae8d1","RunId":"770ef07360c888b389ddaab3f9644fe1","Ending":"Exited","ExitCode":139"""
        + ""","Stdout":{"Length":3,"Inline":"aGkK","Key":null}"""
        + ""","Stderr":{"Length":20000,"Inline":null,"Key":"instances/5f6ae8d1/770ef07360c888b389ddaab3f9644fe1/stderr"}"""
        + ""","OutputTruncated":true,"OutOfMemory":true,"BuildLog":{"Length":0,"Inline":"","Key":null}"""
        + ""","BuildError":"","ImageName":"functron-hello-770ef07360c8","ImageId":"sha256:0123","Attempt":1"""
        + ""","Timings":{"Queue":0.4,"Build":12,"Create":31.5,"Start":44,"Run":1500.2,"Cleanup":null,"Total":1623.7}"""
        + ""","Signal":"SIGSEGV","CpuMilliseconds":7.5,"PeakMemoryBytes":1318912}""";

    private const string BuildFailed =
        """{"InstanceId":"5f6ae8d1","RunId":"770ef07360c888b389ddaab3f9644fe1","Ending":"BuildFailed","ExitCode":null"""
        + ""","Stdout":{"Length":0,"Inline":"","Key":null},"Stderr":{"Length":0,"Inline":"","Key":null}"""
        + ""","OutputTruncated":false,"OutOfMemory":false,"BuildLog":{"Length":3,"Inline":"aGkK","Key":null}"""
        + ""","BuildError":"The command \u0027sh -c false\u0027 returned a code: 1","ImageName":"functron-hello-770e","ImageId":null"""
        + ""","Attempt":1,"Timings":{"Queue":0.4,"Build":12,"Create":null,"Start":null,"Run":null,"Cleanup":null,"Total":12.9}"""
        + ""","Signal":null,"CpuMilliseconds":null,"PeakMemoryBytes":null}""";

    [Theory]
    [InlineData(Exited)]
    [InlineData(BuildFailed)]
    public async Task A_stored_result_is_written_back_in_the_same_bytes(string stored)
    {
        var result = await ReadAsync(stored);
        Assert.Equal(stored, Encoding.UTF8.GetString(ResultJson.Write(result)));
    }

    [Fact]
    public async Task A_result_from_before_the_launcher_says_nothing_of_what_only_the_launcher_knows()
    {
        var result = await ReadAsync(Exited[..Exited.IndexOf(",\"Signal\"", StringComparison.Ordinal)] + "}");
        Assert.Equal((Ending.Exited, 139), (result.Ending, result.ExitCode));
        Assert.Equal((null, null, null), (result.Signal, result.CpuMilliseconds, result.PeakMemoryBytes));
    }

    private static async Task<InvocationResult> ReadAsync(string stored) =>
        (await ResultJson.ReadAsync<InvocationResult>(new MemoryStream(Encoding.UTF8.GetBytes(stored)), CancellationToken.None))!;
}
