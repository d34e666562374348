namespace Functron.Benchmarks.Measuring;

/// <summary>Milliseconds by the name of what was measured.</summary>
internal sealed class Samples
{
    private readonly Dictionary<string, List<double>> _values = [];

    public void Add(string name, TimeSpan value)
    {
        if (!_values.TryGetValue(name, out var values))
            _values[name] = values = [];
        values.Add(value.TotalMilliseconds);
    }

    public void Clear() => _values.Clear();

    public double Median(string name) => At(name, 0.5);

    /// <summary>The quantile of what was measured; not a number when nothing was.</summary>
    public double At(string name, double quantile) => Quantile.At(_values.GetValueOrDefault(name) ?? [], quantile);
}
