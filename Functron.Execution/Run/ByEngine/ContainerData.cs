using System.Formats.Tar;
using System.Net;
using Functron.Execution.Engine;
using Functron.Execution.Payloads;
using Functron.Execution.Requests.Tars;

namespace Functron.Execution.Run.ByEngine;

/// <summary>Makes the directory <c>/data</c> that each function finds, with the user's tar in it when there is one.</summary>
internal sealed class ContainerData(IContainerEngine engine, IPayloadStore store, ExecutionOptions options)
{
    private const string Path = "/data";
    private static readonly string[] MadeAnew = ["/proc", "/sys", "/dev"];

    private static readonly byte[] Tar = MakeTar();

    /// <summary>Fills the directory in a container that was created and not started.</summary>
    /// <returns>Why it cannot be filled, which is then the user's failure. Null when all is well.</returns>
    /// <exception cref="EngineRefusedException">The platform's failure.</exception>
    public async Task<string?> FillAsync(string container, Payload tar, CancellationToken stop)
    {
        if (await MakeAsync(container, stop) is not { } folder)
            return $"The function cannot be started: {Path} of its image is neither a directory nor a link to one.\n";
        if (tar.Length == 0)
            return null;

        // It is unpacked from the root, where the engine refuses no symbolic link. In another directory it refuses links that lead out of
        // there.
        await using var content = await store.OpenAsync(tar, stop);
        await using var rewritten = new RewrittenTar(content, folder.Trim('/') is { Length: > 0 } below ? below + "/" : "", options, stop);
        try
        {
            await engine.PutArchiveAsync(container, "/", rewritten, stop);
            return null;
        }
        catch (Exception e) when (e.GetBaseException() is TarRefusedException damaged)
        {
            // The tar fails while it is sent, so the client library says that the engine cannot be reached. Only a tar that passed no gate
            // is damaged.
            return $"TarFile could not be extracted at {Path}. {damaged.Message}\n";
        }
        catch (EngineRefusedException e) when (e.Status is HttpStatusCode.BadRequest or HttpStatusCode.InternalServerError)
        {
            // The engine gives the same answer to a tar that does not fit the image (a folder over a file, for example) and to its own
            // troubles.
            return $"TarFile could not be extracted at {Path}. The engine said: {e.Message}\n"
                + "TarFile had passed every check, so the engine itself may be at fault: a full disk, for one.\n";
        }
    }

    /// <summary>
    /// The engine unpacks only in a directory that exists, so a tar of one entry makes it. A directory that the image has keeps its owner
    /// and mode. To ask takes 2 ms, to unpack 50 ms (measured with 20.10).
    /// </summary>
    /// <returns>Where it really is. Null when the image has something else in its place.</returns>
    private async Task<string?> MakeAsync(string container, CancellationToken stop)
    {
        PathStat? there;
        try
        {
            there = await engine.StatAsync(container, Path, stop);
        }
        catch (EngineRefusedException e) when (e.Status == HttpStatusCode.InternalServerError)
        {
            // The engine's log says that it is a loop of links. Its answer says nothing.
            return null;
        }

        if (there is null)
        {
            await engine.PutArchiveAsync(container, "/", new MemoryStream(Tar), stop);
            return Path;
        }

        var real = there.LinkTarget ?? Path;
        if (real != Path)
            there = IsMountedOver(real) ? null : await engine.StatAsync(container, real, stop);
        return there is { IsDirectory: true } ? real : null;
    }

    /// <summary>What the engine mounts at the start hides from the function what was put there before.</summary>
    private static bool IsMountedOver(string path) => MadeAnew.Any(d => path == d || path.StartsWith(d + '/', StringComparison.Ordinal));

    private static byte[] MakeTar()
    {
        var tar = new MemoryStream();
        using (var writer = new TarWriter(tar, TarEntryFormat.Ustar, leaveOpen: true))
        {
            writer.WriteEntry(new UstarTarEntry(TarEntryType.Directory, "data/")
            {
                Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
                    | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute,
                ModificationTime = DateTimeOffset.UnixEpoch,
            });
        }

        return tar.ToArray();
    }
}
