using Functron.Execution;

namespace Functron.FunctionApp.Http;

/// <summary>Whether the data directory can be written to: tried, not read off its mode.</summary>
public sealed class DataDirectoryProbe(FunctronSettings settings)
{
    public (bool Healthy, string Detail) Check()
    {
        var directory = settings.Execution.DataDirectory;
        var probe = Path.Combine(directory, $".health-{Guid.NewGuid():N}");
        try
        {
            using (new FileStream(probe, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose))
                return (true, directory);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return (false, $"The data directory cannot be written to: {e.Message} Mend its rights or space, or set Functron:DataDirectory.");
        }
    }
}
