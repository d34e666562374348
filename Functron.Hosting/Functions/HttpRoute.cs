using Microsoft.AspNetCore.Routing.Patterns;

namespace Functron.Hosting.Functions;

/// <summary>What requests an HTTP function answers, its route still without host.json's prefix.</summary>
/// <param name="Methods">In upper case; none: every method.</param>
internal sealed record HttpRoute(RoutePattern Pattern, IReadOnlyList<string> Methods);
