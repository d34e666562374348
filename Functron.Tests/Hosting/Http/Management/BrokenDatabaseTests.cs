using System.Net;
using Microsoft.Data.Sqlite;

namespace Functron.Tests.Hosting.Http.Management;

/// <summary>Calls whose engine finds its database broken: the answer says what could not be read or kept, and why.</summary>
public sealed class BrokenDatabaseTests
{
    [Theory(Timeout = 120_000)]
    [InlineData("GET", "instances", "could not read the list of instances")]
    [InlineData("DELETE", "instances?createdTimeFrom=2020-01-01", "could not read the list of instances")]
    [InlineData("GET", "instances/completed", "could not read instance 'completed'")]
    [InlineData("DELETE", "instances/completed", "could not read instance 'completed'")]
    [InlineData("POST", "instances/open/raiseEvent/go", "could not read instance 'open'")]
    [InlineData("POST", "instances/completed/terminate", "could not read instance 'completed'")]
    [InlineData("POST", "instances/completed/suspend", "could not read instance 'completed'")]
    [InlineData("POST", "instances/completed/resume", "could not read instance 'completed'")]
    [InlineData("POST", "instances/failed/rewind", "could not read instance 'failed'")]
    [InlineData("POST", "instances/completed/restart", "could not read instance 'completed'")]
    [InlineData("POST", "orchestrators/Ends/new", "could not keep the start of instance 'new'")]
    [InlineData("POST", "instances/open/suspend", "could not keep the suspension of instance 'open'")]
    public async Task It_is_503_in_words(string method, string path, string words)
    {
        using var directory = new TemporaryDirectory();
        await using var host = await Calls.WithEachStatusAsync(directory.Path);
        Break(directory, "instances");

        using var response = await Calls.SendAsync(host, method, path);

        await Calls.AssertProblemAsync(response, HttpStatusCode.ServiceUnavailable, $"The durable store {words}: SQLite Error");
    }

    [Fact(Timeout = 120_000)]
    public async Task So_is_a_history_that_cannot_be_read()
    {
        using var directory = new TemporaryDirectory();
        await using var host = await Calls.WithEachStatusAsync(directory.Path);
        Break(directory, "history");

        using var with = await Calls.SendAsync(host, "GET", "instances/completed?showHistory=true");
        using var without = await Calls.SendAsync(host, "GET", "instances/completed");

        await Calls.AssertProblemAsync(with, HttpStatusCode.ServiceUnavailable, "could not read the history");
        Assert.Equal(HttpStatusCode.OK, without.StatusCode);
    }

    private static void Break(TemporaryDirectory directory, string table)
    {
        var file = Assert.Single(Directory.GetFiles(directory.Path, "durable.db", SearchOption.AllDirectories));
        using var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ConnectionString);
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = $"ALTER TABLE {table} RENAME TO lost";
        command.ExecuteNonQuery();
    }
}
