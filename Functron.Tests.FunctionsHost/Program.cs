using System.Runtime.InteropServices;
using Functron.Tests.FunctionsHost;

using var stop = new CancellationTokenSource();
void Stop(PosixSignalContext signal)
{
    signal.Cancel = true;
    stop.Cancel();
}

using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
try
{
    await FunctionsHost.RunAsync(HostArguments.Parse(args), stop.Token);
    return 0;
}
catch (HostException e)
{
    Console.Error.WriteLine(e.Message);
    return 1;
}
