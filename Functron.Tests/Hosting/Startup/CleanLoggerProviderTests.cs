using Functron.Hosting.Startup;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;

namespace Functron.Tests.Hosting.Startup;

public sealed class CleanLoggerProviderTests
{
    [Theory]
    [InlineData("plain, ünïcode, 😀\n\tindented", "plain, ünïcode, 😀\n\tindented")]
    [InlineData("\u001b[2J\u001b]0;title\u0007", "\\u001b[2J\\u001b]0;title\\u0007")]
    [InlineData("a\rb\u0000c\u007fd\u009be", "a\\u000db\\u0000c\\u007fd\\u009be")]
    [InlineData("\u202eevil\u2066\u2028", "\\u202eevil\\u2066\\u2028")]
    public void Control_characters_are_shown_as_their_numbers(string text, string expected) =>
        Assert.Equal(expected, CleanLoggerProvider.Clean(text));

    [Fact]
    public void Messages_scopes_and_exceptions_reach_the_formatter_clean()
    {
        var formatter = new Recorder();
        using (var console = new ConsoleLoggerProvider(new Options(), [formatter]))
        using (var provider = new CleanLoggerProvider(console))
        {
            var scopes = new LoggerExternalScopeProvider();
            provider.SetScopeProvider(scopes);
            var logger = provider.CreateLogger("category");
            using (scopes.Push("scope \u001b[1m"))
                logger.LogError(new InvalidOperationException("thrown \u001b[2m"), "message {Value}", "\u001b[3m");
        }

        var seen = Assert.Single(formatter.Seen);
        Assert.Contains("message \\u001b[3m", seen, StringComparison.Ordinal);
        Assert.Contains("thrown \\u001b[2m", seen, StringComparison.Ordinal);
        Assert.Contains(nameof(InvalidOperationException), seen, StringComparison.Ordinal);
        Assert.Contains("scope \\u001b[1m", seen, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', seen);
    }

    [Fact]
    public void It_takes_the_consoles_place_and_no_others()
    {
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.AddConsole().AddProvider(NullLoggerProvider.Instance));
        CleanLoggerProvider.AddTo(services);
        using var provider = services.BuildServiceProvider();
        Assert.Equal(
            [nameof(NullLoggerProvider), nameof(CleanLoggerProvider)], provider.GetServices<ILoggerProvider>()
                .Select(p => p.GetType().Name).OrderDescending());
    }

    private sealed class Recorder() : ConsoleFormatter("recorder")
    {
        public List<string> Seen { get; } = [];

        public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
        {
            var scopes = new List<string>();
            scopeProvider?.ForEachScope((scope, list) => list.Add($"{scope}"), scopes);
            Seen.Add($"{logEntry.Formatter(logEntry.State, logEntry.Exception)} {string.Join(' ', scopes)} {logEntry.Exception}");
        }
    }

    private sealed class Options : IOptionsMonitor<ConsoleLoggerOptions>
    {
        public ConsoleLoggerOptions CurrentValue { get; } = new() { FormatterName = "recorder" };

        public ConsoleLoggerOptions Get(string? name) => CurrentValue;

        public IDisposable? OnChange(Action<ConsoleLoggerOptions, string?> listener) => null;
    }
}
