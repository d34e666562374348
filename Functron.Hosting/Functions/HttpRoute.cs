using Microsoft.AspNetCore.Routing.Patterns;

namespace Functron.Hosting.Functions;

/// <summary>What requests an HTTP function answers, its route still without host.json's prefix.</summary>
/// <param name="Methods">In upper case; none: every method.</param>
/// <param name="AsksForKey">Whether a Functions host would ask for one.</param>
internal sealed record HttpRoute(RoutePattern Pattern, IReadOnlyList<string> Methods, bool AsksForKey)
{
    /// <summary>The same text for routes that routing cannot tell apart: its parameters have no names there, only constraints.</summary>
    public string Shape => string.Join('/', Pattern.PathSegments.Select(segment => string.Concat(segment.Parts.Select(ShapeOf))));

    private string ShapeOf(RoutePatternPart part) => part switch
    {
        RoutePatternLiteralPart literal => literal.Content.ToUpperInvariant(),
        RoutePatternSeparatorPart separator => separator.Content,
        RoutePatternParameterPart parameter => $"{{{(parameter.IsCatchAll ? "*" : "")}{ConstraintsOf(parameter)}}}",
        _ => throw new ArgumentException($"Unknown part of a route: {part.PartKind}.", nameof(part)),
    };

    private string ConstraintsOf(RoutePatternParameterPart parameter) => string.Join(
        ':',
        Pattern.ParameterPolicies.GetValueOrDefault(parameter.Name, []).Select(policy => policy.Content).Order(StringComparer.Ordinal));
}
