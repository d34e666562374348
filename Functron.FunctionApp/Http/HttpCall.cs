using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask.Client;

namespace Functron.FunctionApp.Http;

/// <summary>
/// One request to an HTTP function, with what its handler needs. Only <see cref="HttpCalls{TFunctions}"/> makes it, and keeps the durable
/// client first. What uses the client takes this object, so nobody can use a client that is not kept.
/// </summary>
internal sealed class HttpCall(
    HttpRequest request, DurableTaskClient client, RequestKind kind, bool hostHasKeys, CancellationToken cancellation)
{
    public HttpRequest Request => request;

    public HttpContext Http => request.HttpContext;

    public DurableTaskClient Client => client;

    public RequestKind Kind => kind;

    /// <summary>Whether the host's management addresses carry a key in their query.</summary>
    public bool HostHasKeys => hostHasKeys;

    /// <summary>Cancelled when the caller goes away.</summary>
    public CancellationToken CallerGone => request.HttpContext.RequestAborted;

    /// <summary>The function's own token: cancelled when the host stops; on the embedded host also when the caller goes away.</summary>
    public CancellationToken Cancellation => cancellation;

    /// <summary>The invocation that this request has started. From then on a failure says that the invocation goes on.</summary>
    public string? StartedId { get; set; }
}

/// <summary>What a request asks for. Its failures are answered accordingly.</summary>
internal enum RequestKind
{
    /// <summary>Start an invocation and wait for its result.</summary>
    Execute,

    /// <summary>Start an invocation.</summary>
    Start,

    /// <summary>Look at an invocation, or cancel it.</summary>
    Manage,

    /// <summary>Look at Functron itself. The host answers its failures.</summary>
    Health,
}
