using Functron.Benchmarks.Measuring;

namespace Functron.Benchmarks.Durable;

/// <summary>The paces of all rounds, in the order in which they were measured first.</summary>
internal sealed class Paces
{
    private readonly Dictionary<(string What, int AtOnce), List<Pace>> _rounds = [];

    public IEnumerable<(string What, int AtOnce)> Rows => _rounds.Keys;

    public void Add(string what, int atOnce, Pace pace)
    {
        if (!_rounds.TryGetValue((what, atOnce), out var paces))
            _rounds[(what, atOnce)] = paces = [];
        paces.Add(pace);
    }

    public void Clear() => _rounds.Clear();

    /// <summary>Instances per second: the rounds' median.</summary>
    public double Rate(string what, int atOnce) => Rate(_rounds[(what, atOnce)]);

    /// <summary>Milliseconds, over the calls of all rounds.</summary>
    public double Time(string what, int atOnce, double quantile) =>
        Quantile.At(_rounds[(what, atOnce)].SelectMany(pace => pace.Times), quantile);

    public static double Rate(IEnumerable<Pace> rounds) => Quantile.Median(rounds.Select(pace => pace.PerSecond));
}
