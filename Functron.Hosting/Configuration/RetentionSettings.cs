using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace Functron.Hosting.Configuration;

/// <summary>How long, and how many, ended instances are kept.</summary>
internal sealed record RetentionSettings(TimeSpan RetainFor, int RetainAtMost)
{
    public const string DaysKey = "Host:Retention:Days";
    public const string InstancesKey = "Host:Retention:Instances";

    private const double DefaultDays = 7;
    private const int DefaultInstances = 10_000;
    private const double MostDays = 36_500;

    /// <exception cref="StartFailedException">A value is none, or out of its range.</exception>
    public static RetentionSettings From(IConfiguration configuration)
    {
        var days = DefaultDays;
        if (configuration[DaysKey] is { } text
            && !(double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out days) && days is > 0 and <= MostDays))
            throw new StartFailedException($"{DaysKey}: '{text}' is not a number of days, more than 0 and at most {MostDays}.");

        var instances = DefaultInstances;
        if (configuration[InstancesKey] is { } count
            && !int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out instances))
            throw new StartFailedException($"{InstancesKey}: '{count}' is not a whole number of instances.");
        return new RetentionSettings(TimeSpan.FromDays(days), instances);
    }
}
