using System.Reflection;

namespace Functron.Hosting.Startup;

/// <summary>Where a function app begins that no Functions host carries.</summary>
public static class EmbeddedApplication
{
    /// <summary>
    /// A builder whose app serves the functions of an assembly. Nothing is refused here: what is wrong with the configuration or
    /// the functions is told in one line when the host starts, and the process then ends with code 1.
    /// </summary>
    /// <param name="args">The process's; they are settings, too.</param>
    public static EmbeddedApplicationBuilder CreateBuilder(string[] args, Assembly functions) =>
        new(new HostOrder { Args = args, Functions = Functions.FunctionSource.Of(functions) });
}
