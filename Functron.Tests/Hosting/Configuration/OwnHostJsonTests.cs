using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Functron.Execution;
using Functron.Hosting.Configuration;
using Functron.Tests.Docs;
using Microsoft.Extensions.Configuration;

namespace Functron.Tests.Hosting.Configuration;

/// <summary>The host.json that Functron ships, which has to be right on the embedded host and on Azure Functions'.</summary>
public sealed class OwnHostJsonTests
{
    private static readonly IConfiguration File = new ConfigurationBuilder().AddJsonFile(Path.Combine(Repository.Root, "host.json"))
        .Build();

    [Fact]
    public void The_embedded_host_takes_it()
    {
        var read = HostJson.Read(Repository.Root);

        Assert.Equal(("", "functron"), (read.RoutePrefix, read.HubName));
        Assert.Equal(Number("extensions:durableTask:maxConcurrentActivityFunctions"), read.MaxConcurrentActivities);
        Assert.Equal(Number("extensions:durableTask:maxConcurrentOrchestratorFunctions"), read.MaxConcurrentOrchestrators);
    }

    /// <summary>
    /// A run occupies a place all the time, and so does a build that waits for its turn; stops and clean-ups have to get one beside them.
    /// </summary>
    [Fact]
    public void Every_permitted_number_of_runs_leaves_places_for_other_activities() =>
        Assert.True(
            Number("extensions:durableTask:maxConcurrentActivityFunctions")
            > Largest(nameof(ExecutionOptions.MaxConcurrentRuns)) + Largest(nameof(ExecutionOptions.MaxConcurrentBuilds)));

    [Fact]
    public void The_host_lets_the_longest_permitted_run_and_build_end()
    {
        var limit = Span("functionTimeout").TotalSeconds;

        Assert.True(limit > Largest(nameof(ExecutionOptions.MaxTimeoutSeconds)));
        Assert.True(limit > Largest(nameof(ExecutionOptions.PullTimeoutSeconds)) + Largest(nameof(ExecutionOptions.BuildTimeoutSeconds)));
    }

    [Fact]
    public void On_Azure_Storage_messages_are_seen_soon_and_come_back_a_minute_after_a_crash()
    {
        Assert.InRange(Span("extensions:durableTask:storageProvider:maxQueuePollingInterval"), TimeSpan.FromMilliseconds(
            50), TimeSpan.FromSeconds(1));
        Assert.Equal(TimeSpan.FromMinutes(1), Span("extensions:durableTask:storageProvider:controlQueueVisibilityTimeout"));
        Assert.Equal(TimeSpan.FromMinutes(1), Span("extensions:durableTask:storageProvider:workItemQueueVisibilityTimeout"));
    }

    private static int Number(string key) => int.Parse(Value(key), CultureInfo.InvariantCulture);

    private static TimeSpan Span(string key) => TimeSpan.Parse(Value(key), CultureInfo.InvariantCulture);

    private static string Value(string key) => File[key] ?? throw new KeyNotFoundException(key);

    private static double Largest(string option)
    {
        var range = (RangeAttribute)Attribute.GetCustomAttribute(typeof(ExecutionOptions).GetProperty(option)!, typeof(RangeAttribute))!;
        return Convert.ToDouble(range.Maximum, CultureInfo.InvariantCulture);
    }
}
