using System.Net;

namespace Functron.Execution.Engine;

/// <summary>The engine answered, and its answer was an error.</summary>
/// <param name="status">The HTTP status of its answer.</param>
/// <param name="message">The engine's own words.</param>
internal sealed class EngineRefusedException(HttpStatusCode status, string message, Exception? inner = null) : Exception(message, inner)
{
    public HttpStatusCode Status { get; } = status;
}
