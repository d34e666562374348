using NetArchTest.Rules;

namespace Functron.Tests.Arrows;

internal static class Rules
{
    /// <summary>Fails with the names of the types that break the rule.</summary>
    public static void Hold(ConditionList rule)
    {
        var result = rule.GetResult();
        Assert.True(result.IsSuccessful, "These types break the rule: " + string.Join(", ", result.FailingTypeNames ?? []));
    }
}
