namespace Functron.FunctionApp.Http;

/// <summary>Checks whether the data directory can be written to, by writing a file.</summary>
public sealed class DataDirectoryProbe(FunctronSettings settings)
{
    internal DataDirectoryStatus Check()
    {
        var directory = settings.Execution.DataDirectory;
        var probe = Path.Combine(directory, $".health-{Guid.NewGuid():N}");
        try
        {
            using (new FileStream(probe, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose))
                return new DataDirectoryStatus(directory, null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new DataDirectoryStatus(directory, $"The data directory cannot be written to: {e.Message} Mend its rights or space, or "
                + $"set Functron:DataDirectory.");
        }
    }
}

/// <param name="Problem">What is wrong, in words; null when nothing is.</param>
internal sealed record DataDirectoryStatus(string Path, string? Problem)
{
    public bool Healthy => Problem is null;
}
