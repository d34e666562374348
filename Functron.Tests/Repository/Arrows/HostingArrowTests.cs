using System.Reflection;
using Functron.Hosting.Configuration;
using Functron.Hosting.Http.Management;
using Functron.Hosting.Startup;
using NetArchTest.Rules;

namespace Functron.Tests.Arrows;

/// <summary>Which folder of the embedded host may know which other one: Startup puts all together, and Configuration knows none.</summary>
public sealed class HostingArrowTests
{
    private const string Hosting = "Functron.Hosting";

    private static readonly Assembly Assembly = typeof(HostProcess).Assembly;

    [Theory]
    [InlineData("Configuration", "Durable", "Functions", "Http", "Startup")]
    [InlineData("Functions", "Configuration", "Durable", "Http", "Startup")]
    [InlineData("Durable", "Configuration", "Http", "Startup")]
    [InlineData("Http", "Startup")]
    [InlineData("Http.Management", "Startup", "Configuration")]
    public void A_folder_knows_nothing_of(string folder, params string[] others)
    {
        var types = Types.InAssembly(Assembly).That().ResideInNamespaceStartingWith($"{Hosting}.{folder}");
        Assert.NotEmpty(types.GetTypes());
        Rules.Hold(types.ShouldNot().HaveDependencyOnAny([.. others.Select(other => $"{Hosting}.{other}")]));
    }

    /// <summary>What an app is built with, and what the durable engine is given.</summary>
    [Fact]
    public void Outside_of_the_durable_engine_only_what_an_app_needs_is_public()
    {
        string[] expected =
        [
            nameof(CheckStatusPayload),
            nameof(EmbeddedApplication),
            nameof(EmbeddedApplicationBuilder),
            nameof(HostProcess),
            nameof(StartFailedException),
        ];

        var found = Assembly.GetExportedTypes().Where(type => type.Namespace is { } space
            && !space.StartsWith($"{Hosting}.Durable", StringComparison.Ordinal)
            && !space.StartsWith($"{Hosting}.Functions", StringComparison.Ordinal));

        Assert.Equal(expected.Order(StringComparer.Ordinal), found.Select(type => type.Name).Order(StringComparer.Ordinal));
    }
}
