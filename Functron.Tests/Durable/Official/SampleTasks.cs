using SampleApp;

namespace Functron.Tests.Durable.Official;

/// <summary>The sample app's functions, without the HTTP that starts them.</summary>
internal static class SampleTasks
{
    public static void Register(ITaskSet tasks)
    {
        tasks.Orchestrator<ApprovalRequest, string>(nameof(Approval), (context, _) => Approval.RunAsync(context));
        tasks.Activity<string, object?>(nameof(Approval.AskForDecision), async what =>
        {
            await Approval.AskForDecision(what);
            return null;
        });
        tasks.Activity<string, string>(nameof(Approval.Escalate), what => Task.FromResult(Approval.Escalate(what)));

        var bring = new BringParcel(new Courier());
        tasks.Orchestrator<Parcel, string>(nameof(Delivery), (context, _) => Delivery.RunAsync(context));
        tasks.Activity<Parcel, string>(nameof(BringParcel), parcel => Task.FromResult(bring.Run(parcel)));

        tasks.Orchestrator<MeterState, MeterState>(nameof(Meter), (context, _) => Meter.RunAsync(context));
        tasks.Activity<int, int>(nameof(Meter.ReadMeter), round => Task.FromResult(Meter.ReadMeter(round)));

        var printer = new Printer();
        tasks.Orchestrator<PrintOrder, string>(nameof(PrintJob), (context, _) => PrintJob.RunAsync(context));
        tasks.Activity<PrintOrder, int>(nameof(LookAtPrinter), order => Task.FromResult(printer.Look(order.Document, order.Pages)));

        tasks.Orchestrator<string[], TripResult>(nameof(Trip), (context, _) => Trip.RunAsync(context));
        tasks.Orchestrator<string, string>(nameof(Trip.Booking), (context, _) => Trip.Booking(context));
        tasks.Activity<string, string>(nameof(Trip.Reserve), part => Task.FromResult(Trip.Reserve(part)));
        tasks.Activity<string, string>(nameof(Trip.GiveBack), booking => Task.FromResult(Trip.GiveBack(booking)));

        tasks.Orchestrator<string[], WordTotals>(nameof(WordCount), (context, _) => WordCount.RunAsync(context));
        tasks.Activity<string, int>(nameof(WordCount.CountWords), page => Task.FromResult(WordCount.CountWords(page)));
    }
}
