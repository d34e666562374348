using Functron.Tests.FunctionsHost.Worker.Messages;

namespace Functron.Tests.FunctionsHost.Worker;

/// <summary>
/// The worker ended while it ran the function. The durable extension knows the real host's exception by its name alone:
/// it runs an orchestrator once more; versions differ in whether an activity fails or is handed out again.
/// </summary>
internal sealed class WorkerProcessExitException(string executable, int exitCode)
    : Exception($"{executable} exited with code {exitCode} (0x{exitCode:X}): the worker process exited");

/// <summary>The function failed; in the words from which the durable extension takes the failure's details.</summary>
internal sealed class FunctionFailedException(StatusResult result)
    : Exception($"Result: {result.Result}\nException: {result.Exception?.Message}\nStack: {result.Exception?.StackTrace}");
