using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Primitives;

namespace Functron.Hosting.Http.Management;

/// <summary>
/// The parameters of the management API. A parameter that cannot be read is refused, because nobody can tell what it was to say.
/// </summary>
internal static class QueryValues
{
    // Those that can be read in one way only: hours without a date would be those of today, and 1/2/2026 is a day in two months.
    private static readonly string[] TimeFormats =
    [
        "yyyy-M-d", "yyyy/M/d", "r",
        .. from date in new[] { "yyyy-M-d", "yyyy/M/d" }
           from between in new[] { "'T'", " " }
           from clock in new[] { "H:mm", "H:mm:ss", "H:mm:ss.FFFFFFF" }
           from zone in new[] { "K", " K" }
           select date + between + clock + zone,
    ];

    private static readonly string[] FirstDays = ["1-01-01", "1-1-1"];

    /// <summary>Without the parameters that have no value.</summary>
    public static IQueryCollection WithoutBlanks(IQueryCollection query) => new QueryCollection(query
        .Select(parameter => (parameter.Key, Values: parameter.Value.Where(value => !string.IsNullOrWhiteSpace(value)).ToArray()))
        .Where(parameter => parameter.Values.Length > 0)
        .ToDictionary(parameter => parameter.Key, parameter => new StringValues(parameter.Values), StringComparer.OrdinalIgnoreCase));

    /// <exception cref="BadHttpRequestException">The parameter is there and is neither true nor false.</exception>
    public static bool Flag(IQueryCollection query, string name, bool absent) =>
        Read(query, name, bool.Parse, "is either true or false") ?? absent;

    /// <exception cref="BadHttpRequestException">The parameter is there and is no time.</exception>
    public static DateTimeOffset? Time(IQueryCollection query, string name) => Read(
        query,
        name,
        text => DateTimeOffset.ParseExact(
            WithWholeYear(text.Trim()),
            TimeFormats,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal),
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

    /// <summary>
    /// Not every language writes the year of its first day, 0001-01-01, with its zeros. Any other short year could be a day or of this
    /// century.
    /// </summary>
    private static string WithWholeYear(string time) =>
        FirstDays.FirstOrDefault(day => time.StartsWith(day, StringComparison.Ordinal)) is { } first
            ? "0001-01-01" + time[first.Length..]
            : time;

    private static double NotNegative(double number) => number >= 0 ? number : throw new FormatException();

    private static BadHttpRequestException Bad(string name, string rule) => new($"'{name}' {rule}.");
}
