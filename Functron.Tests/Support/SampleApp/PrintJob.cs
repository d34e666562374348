using System.Collections.Concurrent;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;

namespace SampleApp;

/// <summary>Monitor: looks at a printer from time to time until the job is done or has taken too long, and shows how far it is.</summary>
public static class PrintJob
{
    [Function(nameof(PrintJob))]
    public static async Task<string> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var order = context.GetInput<PrintOrder>()!;
        var logger = context.CreateReplaySafeLogger(nameof(PrintJob));
        var deadline = context.CurrentUtcDateTime.AddSeconds(order.WaitSeconds);
        while (true)
        {
            var printed = await context.CallActivityAsync<int>(nameof(LookAtPrinter), order);
            context.SetCustomStatus(new PrintProgress(printed, order.Pages));
            if (printed == order.Pages)
                return "printed";

            var next = context.CurrentUtcDateTime.AddMilliseconds(20);
            if (next > deadline)
                return "given up";
            logger.LogInformation("Page {Printed} of {Pages}.", printed, order.Pages);
            await context.CreateTimer(next, CancellationToken.None);
        }
    }
}

public sealed record PrintOrder(string Document, int Pages, double WaitSeconds);

public sealed record PrintProgress(int Printed, int Pages);

public sealed class LookAtPrinter(Printer printer)
{
    [Function(nameof(LookAtPrinter))]
    public int Run([ActivityTrigger] PrintOrder order, FunctionContext context)
    {
        context.GetLogger(nameof(LookAtPrinter)).LogInformation("Looking at {Document}.", order.Document);
        return printer.Look(order.Document, order.Pages);
    }
}

/// <summary>Prints a page between two looks; one with "jam" in its name gets stuck after three.</summary>
public sealed class Printer
{
    private readonly ConcurrentDictionary<string, int> _printed = [];

    public int Look(string document, int pages)
    {
        var last = document.Contains("jam", StringComparison.Ordinal) ? 3 : pages;
        return _printed.AddOrUpdate(document, 0, (_, printed) => Math.Min(printed + 1, last));
    }
}
