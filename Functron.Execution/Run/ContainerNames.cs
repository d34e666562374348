namespace Functron.Execution.Run;

internal static class ContainerNames
{
    /// <summary>The run's resource name; later attempts carry their number.</summary>
    public static string For(RunOrder order, int attempt) => attempt == 1 ? order.ResourceName() : $"{order.ResourceName()}-{attempt}";
}
