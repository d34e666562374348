using System.Reflection;

namespace Functron.Tests.Arrows;

/// <summary>
/// The public face of Functron.Execution: the steps of an invocation, the looks at it, and the values that go in and out. Everything else
/// is internal.
/// </summary>
public sealed class PublicFaceTests
{
    private const int MostTypes = 60;

    [Fact]
    public void Execution_shows_few_types()
    {
        var shown = Assembly.Load("Functron.Execution")
            .GetExportedTypes()
            .Select(type => type.FullName!)
            .Order(StringComparer.Ordinal)
            .ToList();
        Assert.True(
            shown.Count <= MostTypes,
            $"{shown.Count} types are public, and at most {MostTypes} should be. "
            + $"Make what only execution needs internal:\n{string.Join('\n', shown)}");
    }
}
