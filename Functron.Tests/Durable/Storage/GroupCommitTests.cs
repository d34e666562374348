using Functron.Hosting.Durable;
using Functron.Hosting.Durable.Storage;

using Microsoft.Data.Sqlite;

namespace Functron.Tests.Durable.Storage;

public sealed class GroupCommitTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("functron-writer-");
    private readonly SqliteConnection _connection;
    private readonly GroupCommitWriter _writer;
    private readonly ManualResetEventSlim _busy = new();

    public GroupCommitTests()
    {
        _connection = new SqliteConnection($"Data Source={Path.Combine(_directory.FullName, "test.db")};Pooling=False");
        _connection.Open();
        Execute("PRAGMA journal_mode = WAL");
        Execute("CREATE TABLE numbers (number INTEGER PRIMARY KEY)");
        _writer = new GroupCommitWriter(_connection);
    }

    public void Dispose()
    {
        _busy.Set();
        _writer.Dispose();
        _connection.Dispose();
        _busy.Dispose();
        _directory.Delete(recursive: true);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_change_that_fails_takes_nothing_of_its_neighbours_with_it()
    {
        // While the writer is held, the others gather and become one batch.
        var held = _writer.WriteAsync(() =>
        {
            _busy.Wait();
            return 0;
        });
        var good = _writer.WriteAsync(() => Insert(1));
        var bad = _writer.WriteAsync(() => Insert(2) + Insert(1));
        var alsoGood = _writer.WriteAsync(() => Insert(3));
        _busy.Set();

        await Task.WhenAll(held, good, alsoGood);
        await Assert.ThrowsAsync<SqliteException>(() => bad);
        Assert.Equal([1, 3], Numbers());
    }

    [Fact(Timeout = 120_000)]
    public async Task An_error_that_undoes_the_whole_transaction_fails_only_its_own_change()
    {
        var held = _writer.WriteAsync(() =>
        {
            _busy.Wait();
            return 0;
        });
        var good = _writer.WriteAsync(() => Insert(1));
        var bad = _writer.WriteAsync(() =>
        {
            // The transaction is gone under the batch, as after an error of the disk.
            Insert(2);
            Execute("ROLLBACK");
            throw new IOException("disk full");
        });
        var alsoGood = _writer.WriteAsync(() => Insert(3));
        _busy.Set();

        await Task.WhenAll(held, good, alsoGood);
        await Assert.ThrowsAsync<IOException>(() => bad);
        Assert.Equal([1, 3], Numbers());
    }

    [Fact(Timeout = 120_000)]
    public async Task What_was_accepted_is_stored_before_the_writer_closes_and_nothing_after()
    {
        var accepted = Enumerable.Range(1, 500).Select(number => _writer.WriteAsync(() => Insert(number))).ToList();

        _writer.Dispose();

        await Task.WhenAll(accepted);
        Assert.Equal(500, Numbers().Count);
        await Assert.ThrowsAsync<EngineStoppedException>(() => _writer.WriteAsync(() => Insert(501)));
    }

    private int Insert(int number) => Execute($"INSERT INTO numbers VALUES ({number})");

    private int Execute(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteNonQuery();
    }

    private List<long> Numbers()
    {
        using var reader = new SqliteConnection(_connection.ConnectionString);
        reader.Open();
        using var command = reader.CreateCommand();
        command.CommandText = "SELECT number FROM numbers ORDER BY number";
        using var rows = command.ExecuteReader();
        var numbers = new List<long>();
        while (rows.Read())
            numbers.Add(rows.GetInt64(0));
        return numbers;
    }
}
