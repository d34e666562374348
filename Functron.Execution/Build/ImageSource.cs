using Functron.Execution.Engine;
using Functron.Execution.Requests;
using Functron.Execution.Requests.Dockerfiles;
using Functron.Execution.Run;

namespace Functron.Execution.Build;

/// <summary>
/// Gives the image of a Dockerfile: a known one, or a new one. Only <see cref="ExecutionOptions.MaxConcurrentBuilds"/> are made at a
/// time, and of the same Dockerfile only one. A known image is found by all who want it at the same time.
/// </summary>
internal sealed class ImageSource(KnownImages known, ImageMaker maker, BuildEnd end, ExecutionOptions options, TimeProvider time)
{
    private readonly KeyedLocks _sameDockerfile = new();
    private readonly SemaphoreSlim _slots = new(options.MaxConcurrentBuilds);

    public async Task<BuildOutcome> GetAsync(
        RunOrder order, Invocation invocation, Dockerfile dockerfile, CancellationToken cancellationToken)
    {
        while (true)
        {
            var work = Begin(invocation);
            if (await known.FindAsync(dockerfile, cancellationToken) is { } again)
            {
                work.Log.Report(new BuilderMessage(again.Log, null));
                return await end.KeepAsync(order, invocation, work, new MadeImage(again.Image));
            }

            using var alone = await _sameDockerfile.HoldAsync(dockerfile.Digest, cancellationToken);
            if (known.Remembers(dockerfile))
                continue;
            await _slots.WaitAsync(cancellationToken);
            try
            {
                cancellationToken.ThrowIfCancellationRequested();
                work = Begin(invocation);
                return await end.KeepAsync(order, invocation, work, await maker.MakeAsync(order, dockerfile, work.Log, cancellationToken));
            }
            finally
            {
                _slots.Release();
            }
        }
    }

    private BuildWork Begin(Invocation invocation) =>
        new(new BuildLog(options.MaxOutputBytes), (time.GetUtcNow() - invocation.AcceptedAt).TotalMilliseconds, time.GetTimestamp());
}
