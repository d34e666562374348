using System.Net.Sockets;

using Functron.Hosting.Durable;
using Functron.Hosting.Durable.Storage;

using Microsoft.Data.Sqlite;

namespace Functron.Tests.Durable.Storage;

public sealed class OwnershipTests : IAsyncLifetime
{
    private readonly EngineDirectory _directory = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _directory.DisposeAsync().AsTask();

    [Fact(Timeout = 120_000)]
    public async Task A_second_owner_is_refused_with_words()
    {
        await _directory.StartAsync(new TestFunctions());

        var refused = await Assert.ThrowsAsync<DataDirectoryInUseException>(() => _directory.StartAsync(new TestFunctions()));

        Assert.Contains(_directory.Path, refused.Message, StringComparison.Ordinal);
        Assert.Contains($"process {Environment.ProcessId}", refused.Message, StringComparison.Ordinal);
    }

    [Fact(Timeout = 120_000)]
    public async Task Its_files_are_for_their_owner_only_also_those_of_an_earlier_version()
    {
        if (OperatingSystem.IsWindows())
            return;
        const UnixFileMode ForAll = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
        File.WriteAllText(Path.Combine(_directory.Path, "durable.db"), "");
        File.SetUnixFileMode(Path.Combine(_directory.Path, "durable.db"), ForAll);
        File.SetUnixFileMode(_directory.Path, ForAll | UnixFileMode.UserExecute | UnixFileMode.OtherExecute);

        await _directory.StartAsync(new TestFunctions());

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(_directory.Path));
        var files = Directory.GetFiles(_directory.Path);
        Assert.Contains(files, file => file.EndsWith("-wal", StringComparison.Ordinal));
        Assert.All(files, file => Assert.Equal(
            (file, UnixFileMode.UserRead | UnixFileMode.UserWrite),
            (file, OperatingSystem.IsWindows() ? default : File.GetUnixFileMode(file))));
    }

    [Fact(Timeout = 120_000)]
    public async Task A_lock_that_cannot_be_opened_is_not_told_as_another_owners()
    {
        // A socket is there and cannot be opened as a file.
        using var inTheWay = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        inTheWay.Bind(new UnixDomainSocketEndPoint(Path.Combine(_directory.Path, "durable.lock")));

        await Assert.ThrowsAsync<IOException>(() => _directory.StartAsync(new TestFunctions()));
    }

    [Fact(Timeout = 120_000)]
    public async Task A_directory_that_was_given_up_can_be_taken()
    {
        var first = await _directory.StartAsync(new TestFunctions());
        await first.StopAsync(CancellationToken.None);

        var second = await _directory.StartAsync(new TestFunctions());

        Assert.Null(await second.Client.GetInstanceAsync("nobody"));
        await Assert.ThrowsAsync<EngineStoppedException>(() => first.Client.GetInstanceAsync("nobody"));
    }

    [Fact(Timeout = 120_000)]
    public async Task Data_of_a_later_release_is_refused()
    {
        var first = await _directory.StartAsync(new TestFunctions());
        await first.StopAsync(CancellationToken.None);
        await using (var database = new SqliteConnection($"Data Source={Path.Combine(_directory.Path, "durable.db")};Pooling=False"))
        {
            await database.OpenAsync();
            await using var command = database.CreateCommand();
            command.CommandText = "INSERT INTO schema_version VALUES (99)";
            await command.ExecuteNonQueryAsync();
        }

        await Assert.ThrowsAsync<InvalidDataException>(() => _directory.StartAsync(new TestFunctions()));
    }

    [Fact]
    public void Schema_scripts_are_only_ever_added()
        => Assert.Equal(
            ((string[])["0001", "0002", "0003"]).Select(number => $"Functron.Hosting.Durable.Storage.Schema.{number}.sql"),
            Migrations.Scripts);
}
