namespace Functron.FunctionApp.Startup;

/// <summary>The process that started this one, as Linux tells it.</summary>
internal static class ParentProcess
{
    private const string Status = "/proc/self/stat";

    /// <returns>Its id; that of whoever adopts orphans once it has ended; null where the system does not tell.</returns>
    public static int? Id()
    {
        try
        {
            return OperatingSystem.IsLinux() ? Parse(File.ReadAllText(Status)) : null;
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>"pid (name) state parent …", where the name may hold anything.</summary>
    internal static int? Parse(string status)
    {
        var fields = status[(status.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return fields.Length > 1 && int.TryParse(fields[1], out var parent) ? parent : null;
    }
}
