using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace Functron.Hosting.Startup;

/// <summary>
/// The console's log without control characters. Messages contain text of callers and functions, and a terminal would obey control
/// characters in it. The log in JSON escapes them by itself.
/// </summary>
[ProviderAlias("Console")]
internal sealed class CleanLoggerProvider(ConsoleLoggerProvider console) : ILoggerProvider, ISupportExternalScope
{
    private const string Kestrel = "Microsoft.AspNetCore.Server.Kestrel";

    /// <summary>
    /// "Automatic draining of the request body failed", with a stack trace, for each body that is no longer waited for. Callers must not be
    /// able to fill the log with it.
    /// </summary>
    private const int BodyNotDrained = 67;

    /// <summary>In place of the console's own.</summary>
    public static void AddTo(IServiceCollection services)
    {
        var own = services.Where(service =>
            service.ServiceType == typeof(ILoggerProvider) && service.ImplementationType == typeof(ConsoleLoggerProvider)).ToList();
        if (own.Count == 0)
            return;
        own.ForEach(service => services.Remove(service));
        services.AddSingleton<ConsoleLoggerProvider>();
        services.AddSingleton<ILoggerProvider, CleanLoggerProvider>();
    }

    public ILogger CreateLogger(string categoryName) => new Logger(console.CreateLogger(categoryName), categoryName == Kestrel);

    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => console.SetScopeProvider(new Scopes(scopeProvider));

    public void Dispose()
    {
        // The console's own is the container's.
    }

    /// <summary>
    /// Line ends and tabs stay; every other control character, and each that turns the direction of writing, is shown as its number.
    /// </summary>
    internal static string Clean(string text)
    {
        if (!text.Any(IsControl))
            return text;
        var clean = new StringBuilder(text.Length + 16);
        foreach (var c in text)
        {
            if (IsControl(c))
                clean.Append(System.Globalization.CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            else
                clean.Append(c);
        }

        return clean.ToString();
    }

    private static bool IsControl(char c) =>
        (char.IsControl(c) && c is not ('\n' or '\t'))
            || c is '\u2028' or '\u2029' or (>= '\u202a' and <= '\u202e') or (>= '\u2066' and <= '\u2069');

    private sealed class Logger(ILogger inner, bool isKestrels) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => inner.BeginScope(state);

        public bool IsEnabled(LogLevel logLevel) => inner.IsEnabled(logLevel);

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (!(isKestrels && eventId.Id == BodyNotDrained))
                inner.Log(logLevel, eventId, state, CleanException.Of(exception), (s, _) => Clean(formatter(s, exception)));
        }
    }

    private sealed class Scopes(IExternalScopeProvider inner) : IExternalScopeProvider
    {
        public void ForEachScope<TState>(Action<object?, TState> callback, TState state) => inner.ForEachScope(
            (scope, s) => callback(scope?.ToString() is { } text && text.Any(IsControl) ? Clean(text) : scope, s), state);

        public IDisposable Push(object? state) => inner.Push(state);
    }

    /// <summary>What a formatter prints of an exception is this text.</summary>
    private sealed class CleanException(string text) : Exception(text)
    {
        public static Exception? Of(Exception? exception)
        {
            if (exception is null)
                return null;
            var text = exception.ToString();
            var clean = Clean(text);
            return clean == text ? exception : new CleanException(clean);
        }

        public override string ToString() => Message;
    }
}
