using System.Globalization;

namespace Functron.Tests.Commands.Container;

internal static class UnixGroup
{
    /// <returns>The id of the group that may use the engine's socket.</returns>
    public static async Task<int> OfSocketAsync(Docker docker) =>
        int.Parse((await Command.RunAsync("stat", ["-L", "-c", "%g", docker.Socket!])).Text, CultureInfo.InvariantCulture);
}
