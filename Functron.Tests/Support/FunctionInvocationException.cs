namespace Microsoft.Azure.WebJobs.Host;

/// <summary>Has the name of what the Functions host says of an activity whose worker ended; the name is all that counts.</summary>
internal sealed class FunctionInvocationException() : Exception("Exception while executing function: Functions.Activity");
