using System.Net.Sockets;
using System.Text;

namespace Functron.Tests.EndToEnd;

/// <summary>Clients that do not take their answers hold up no others.</summary>
[Trait("Host", "Embedded")]
public sealed class UntakenAnswersTests
{
    private const int Limit = 240_000;

    [Fact(Timeout = Limit)]
    public async Task Answers_that_nobody_takes_are_ended_and_hold_up_no_others()
    {
        await using var functron = await FunctronProcess.StartAsync("Functron:StallSeconds=6", "Functron:MaxAnswerBytes=8388608");
        var (_, made) = await functron.Client.ExecAsync(Api.Request("head -c 8000000 /dev/zero"));
        var id = made.GetProperty("InstanceId").GetString();
        for (var i = 0; i < 3; i++)
        {
            using var stalled = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4096 };
            await stalled.ConnectAsync(functron.Address.Host, functron.Address.Port);
            await stalled.SendAsync(Encoding.ASCII.GetBytes($"GET /v1/invocations/{id} HTTP/1.1\r\nHost: localhost\r\n\r\n"));
            while (stalled.Available == 0)
                await Task.Delay(Api.Pause);

            // It has all of the room. The next one has its turn when it is ended.
            var status = await functron.Client.StatusAsync(id!);
            Assert.Equal(8_000_000, status.GetProperty("result").GetProperty("CmdOut").GetBytesFromBase64().Length);
            Assert.InRange(await LengthAsync(stalled), 0, 8_000_000);
        }
    }

    /// <summary>Of what still comes, which may break off.</summary>
    private static async Task<long> LengthAsync(Socket socket)
    {
        var (length, buffer) = (0L, new byte[65536]);
        try
        {
            for (int read; (read = await socket.ReceiveAsync(buffer)) > 0;)
                length += read;
        }
        catch (SocketException)
        {
            // Broken off.
        }

        return length;
    }
}
