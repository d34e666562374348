using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace SampleApp;

/// <summary>Fan-out and fan-in: every page is counted at the same time as the others.</summary>
public static class WordCount
{
    [Function(nameof(WordCount))]
    public static async Task<WordTotals> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var pages = context.GetInput<string[]>() ?? [];
        var counts = await Task.WhenAll(pages.Select(page => context.CallActivityAsync<int>(nameof(CountWords), page)));
        return new WordTotals(pages.Length, counts.Sum());
    }

    [Function(nameof(CountWords))]
    public static int CountWords([ActivityTrigger] string page) => page.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length;
}

public sealed record WordTotals(int Pages, int Words);
