using System.Collections.Concurrent;
using System.Net;
using Functron.Tests.FunctionsHost.Worker.Messages;
using Grpc.Core;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Functron.Tests.FunctionsHost.Worker;

/// <summary>Where workers connect: gRPC over plain HTTP/2 on a free loopback port.</summary>
internal sealed class WorkerServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, WorkerChannel> _expected;

    private WorkerServer(WebApplication app, ConcurrentDictionary<string, WorkerChannel> expected)
    {
        _app = app;
        _expected = expected;
        Address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
    }

    public Uri Address { get; }

    public static async Task<WorkerServer> StartAsync()
    {
        var expected = new ConcurrentDictionary<string, WorkerChannel>();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(options =>
            options.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2));
        builder.Services.AddGrpc(options => options.MaxReceiveMessageSize = options.MaxSendMessageSize = null);
        builder.Services.AddSingleton(expected);
        builder.Services.AddSingleton<IHostLifetime, SilentLifetime>();
        var app = builder.Build();
        app.MapGrpcService<Service>();
        await app.StartAsync();
        return new WorkerServer(app, expected);
    }

    /// <summary>Expects the stream of the worker that was given this id.</summary>
    public void Expect(string workerId, WorkerChannel channel) => _expected[workerId] = channel;

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private sealed class Service(ConcurrentDictionary<string, WorkerChannel> expected) : FunctionRpc.FunctionRpcBase
    {
        public override async Task EventStream(
            IAsyncStreamReader<StreamingMessage> requestStream,
            IServerStreamWriter<StreamingMessage> responseStream,
            ServerCallContext context)
        {
            if (!await requestStream.MoveNext(context.CancellationToken)
                || !expected.TryRemove(requestStream.Current.StartStream?.WorkerId ?? "", out var channel))
                throw new global::Grpc.Core.RpcException(new Status(StatusCode.NotFound, "No worker of this id was started."));
            await channel.ServeAsync(requestStream, responseStream, context.CancellationToken);
        }
    }
}
