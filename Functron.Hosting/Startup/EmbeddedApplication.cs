using System.Reflection;
using Functron.Hosting.Configuration;
using Functron.Hosting.Functions;

namespace Functron.Hosting.Startup;

/// <summary>Where a function app begins that no Functions host carries.</summary>
public static class EmbeddedApplication
{
    /// <summary>
    /// A builder whose app serves the functions of an assembly. What is wrong with the configuration or the functions is thrown here, when
    /// the host is built, or when it starts. <see cref="HostProcess"/> tells it in one line.
    /// </summary>
    /// <param name="args">The process's; they are settings, too.</param>
    /// <exception cref="StartFailedException">There is no place for a data directory.</exception>
    public static EmbeddedApplicationBuilder CreateBuilder(string[] args, Assembly functions) =>
        new(new EmbeddedHostOptions { Args = args, Functions = FunctionSource.Of(functions) });
}
