using System.Runtime.InteropServices;
using Functron.Execution.Payloads;
using Functron.Execution.Requests.Tars;

namespace Functron.Execution.Run.ByLauncher;

/// <summary>The open files that go to a launcher with its release. Disposing it closes them here.</summary>
internal sealed class LaunchFiles : IAsyncDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly List<FileStream> _files = [];

    public bool HasStdin { get; private set; }

    public bool HasTar { get; private set; }

    /// <summary>In the order in which they are sent.</summary>
    public IReadOnlyList<SafeHandle> Handles => [.. _files.Select(f => f.SafeFileHandle)];

    /// <summary>
    /// Makes the files that the launcher writes, and opens those that it reads: the payload store's own file, or a copy where the store has
    /// no such file.
    /// </summary>
    /// <exception cref="IOException">The medium failed.</exception>
    public static async Task<LaunchFiles> PrepareAsync(
        LaunchFolder folder, Payload stdin, Payload tar, IPayloadStore store, ExecutionOptions options, CancellationToken cancellationToken)
    {
        var files = new LaunchFiles();
        try
        {
            files._files.Add(New(folder.Stdout));
            files._files.Add(New(folder.Stderr));
            files._files.Add(New(folder.Status));

            // After a crash of the machine, a run with a claim must still have its status file.
            UnixFiles.SyncDirectory(folder.Path);
            if (files.HasStdin = stdin.Length > 0)
                files._files.Add(await FileOfAsync(await store.OpenAsync(stdin, cancellationToken), folder.Stdin, cancellationToken));
            if (files.HasTar = tar.Length > 0)
                files._files.Add(
                    await PlainTarAsync(await store.OpenAsync(tar, cancellationToken), folder.Tar, options, cancellationToken));
            return files;
        }
        catch
        {
            await files.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var file in _files)
            await file.DisposeAsync();
    }

    private static async Task<FileStream> PlainTarAsync(
        Stream archive, string path, ExecutionOptions options, CancellationToken cancellationToken)
    {
        Stream unpacked;
        try
        {
            unpacked = TarCompression.Unpack(archive) ?? archive;
        }
        catch
        {
            await archive.DisposeAsync();
            throw;
        }

        if (unpacked == archive)
            return await FileOfAsync(archive, path, cancellationToken);

        await using (archive)
        await using (unpacked)
        {
            // Decompression blocks, for seconds when the archive is large.
            var bounded = new MeteredStream(unpacked, MeterLimits.Of(options.MaxTarUnpackedBytes), cancellationToken);
            return await CopyAsync(file => Task.Run(() => bounded.CopyTo(file), cancellationToken), path);
        }
    }

    private static async Task<FileStream> FileOfAsync(Stream content, string path, CancellationToken cancellationToken)
    {
        if (content is FileStream file)
            return file;
        await using (content)
            return await CopyAsync(copy => content.CopyToAsync(copy, cancellationToken), path);
    }

    private static async Task<FileStream> CopyAsync(Func<FileStream, Task> fill, string path)
    {
        var file = New(path);
        try
        {
            await fill(file);
            await file.FlushAsync(CancellationToken.None);
            return file;
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }
    }

    private static FileStream New(string path)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.ReadWrite | FileShare.Delete,
        };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = OwnerOnly;
        return new FileStream(path, options);
    }
}
