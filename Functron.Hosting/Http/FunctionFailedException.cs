namespace Functron.Hosting.Http;

/// <summary>An HTTP function failed with an exception, which is logged already.</summary>
internal sealed class FunctionFailedException(string function, Exception cause)
    : Exception($"The function '{function}' failed.", cause);
