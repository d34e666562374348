using System.Reflection;
using System.Runtime.CompilerServices;
using Functron.Hosting.Functions;
using Functron.Hosting.Startup;

namespace Microsoft.Azure.Functions.Worker.Builder;

/// <summary>Where a function app begins.</summary>
public class FunctionsApplication
{
    /// <summary>
    /// A builder whose app serves the functions of the calling assembly. Nothing is refused here: what is wrong with the
    /// configuration or the functions is told in one line when the host starts, and the process then ends with code 1.
    /// </summary>
    // Not inlined: the caller would otherwise be the caller's caller.
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static FunctionsApplicationBuilder CreateBuilder(string[] args) =>
        new(new HostOrder { Args = args, Functions = FunctionSource.Of(Assembly.GetCallingAssembly()) });
}
