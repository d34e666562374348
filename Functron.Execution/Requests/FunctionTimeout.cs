using System.Text.Json.Serialization;

namespace Functron.Execution.Requests;

/// <summary>
/// How long a function may run. It is checked once, when it is made; after that its range needs no check. In JSON it is the number of
/// seconds that the request gave.
/// </summary>
[JsonConverter(typeof(FunctionTimeoutJson))]
public readonly record struct FunctionTimeout
{
    /// <summary>No host allows more seconds than this.</summary>
    internal const double MostSeconds = 86_400;

    private FunctionTimeout(double seconds) => Seconds = seconds;

    /// <summary>Kept as a number, because a <see cref="TimeSpan"/> would round it to 100 ns.</summary>
    public double Seconds { get; }

    public TimeSpan Duration => TimeSpan.FromSeconds(Seconds);

    /// <param name="seconds">Any number; what JSON can write may be infinite here.</param>
    /// <param name="mostSeconds">The most seconds that are allowed.</param>
    /// <returns>Null when the number is not more than 0 and at most <paramref name="mostSeconds"/>.</returns>
    public static FunctionTimeout? Of(double seconds, double mostSeconds = MostSeconds) =>
        seconds > 0 && seconds <= mostSeconds ? new FunctionTimeout(seconds) : null;

    /// <exception cref="ArgumentOutOfRangeException">The number is not more than 0 and at most <see cref="MostSeconds"/>.</exception>
    internal static FunctionTimeout OfSeconds(double seconds) =>
        Of(seconds) ?? throw new ArgumentOutOfRangeException(
            nameof(seconds), seconds, $"A timeout is more than 0 and at most {MostSeconds} s.");
}
