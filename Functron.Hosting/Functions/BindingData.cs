using Microsoft.AspNetCore.Routing;
using Microsoft.Azure.Functions.Worker;

namespace Functron.Hosting.Functions;

/// <summary>What one invocation has to offer to the function's parameters.</summary>
/// <param name="RouteValues">For an HTTP function only.</param>
internal sealed record BindingData(FunctionContext Context, object? Trigger, RouteValueDictionary? RouteValues = null);
