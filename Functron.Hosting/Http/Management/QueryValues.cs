using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask.Client;

namespace Functron.Hosting.Http.Management;

/// <summary>The parameters of the management API. One that is there and cannot be read is refused, for what it would have said is not known.</summary>
internal static class QueryValues
{
    // Hours without a date would be those of today.
    private static readonly string[] TimeFormats =
        ["yyyy-MM-dd", "yyyy-MM-ddTHH:mmK", "yyyy-MM-ddTHH:mm:ssK", "yyyy-MM-ddTHH:mm:ss.FFFFFFFK"];

    /// <exception cref="BadHttpRequestException">The parameter is there and is neither true nor false.</exception>
    public static bool Flag(IQueryCollection query, string name, bool absent) =>
        Read(query, name, bool.Parse, "is either true or false") ?? absent;

    /// <exception cref="BadHttpRequestException">The parameter is there and is no time.</exception>
    public static DateTimeOffset? Time(IQueryCollection query, string name) => Read(
        query,
        name,
        text => DateTimeOffset.ParseExact(
            text, TimeFormats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal),
        "is a time as in 2026-01-31T13:59:00Z; a '+' in it is written %2B");

    /// <exception cref="BadHttpRequestException">The parameter is there and is no number of seconds.</exception>
    public static TimeSpan? Seconds(IQueryCollection query, string name) => Read(
        query,
        name,
        text => TimeSpan.FromSeconds(NotNegative(double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture))),
        "is a number of seconds, 0 or more");

    /// <exception cref="BadHttpRequestException">The parameter is there and is no number from 1 on.</exception>
    public static int? Count(IQueryCollection query, string name) => Read(
        query,
        name,
        text => int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture) is var count and > 0 ? count : throw new FormatException(),
        "is a whole number, 1 or more");

    /// <summary>Separated by commas or repeated; none when absent.</summary>
    /// <exception cref="BadHttpRequestException">One of them is no status.</exception>
    public static IReadOnlyList<OrchestrationRuntimeStatus> Statuses(IQueryCollection query, string name) =>
        [.. query[name].SelectMany(value => (value ?? "").Split(',', StringSplitOptions.TrimEntries)).Select(text => Status(name, text))];

    /// <summary>Null when absent.</summary>
    /// <exception cref="BadHttpRequestException">It is there more than once.</exception>
    public static string? Text(IQueryCollection query, string name) => query[name] switch
    {
        [] => null,
        [var text] => text,
        _ => throw Bad(name, "is given more than once"),
    };

    private static OrchestrationRuntimeStatus Status(string name, string text)
    {
        // Not Enum.Parse, which takes numbers too.
        foreach (var status in Enum.GetValues<OrchestrationRuntimeStatus>())
        {
            if (status.ToString().Equals(text, StringComparison.OrdinalIgnoreCase))
                return status;
        }

        throw Bad(name, $"is one or more of {string.Join(", ", Enum.GetNames<OrchestrationRuntimeStatus>())}; '{text}' is none of them");
    }

    private static T? Read<T>(IQueryCollection query, string name, Func<string, T> parse, string rule)
        where T : struct
    {
        if (Text(query, name) is not { } text)
            return null;
        try
        {
            return parse(text);
        }
        catch (Exception e) when (e is FormatException or OverflowException or ArgumentException)
        {
            throw Bad(name, rule);
        }
    }

    private static double NotNegative(double number) => number >= 0 ? number : throw new FormatException();

    private static BadHttpRequestException Bad(string name, string rule) => new($"'{name}' {rule}.");
}
