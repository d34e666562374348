using Functron.Execution.Run;

namespace Functron.FunctionApp.Orchestration;

/// <summary>The run activity's input: an activity takes one value.</summary>
public sealed record ImageRun(RunOrder Order, string ImageId);
