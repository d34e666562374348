using Microsoft.Extensions.DependencyInjection;

namespace SampleApp;

/// <summary>What the functions ask for in their constructors; an app's Program.cs calls this between CreateBuilder and Build.</summary>
public static class Services
{
    public static IServiceCollection AddSample(this IServiceCollection services) =>
        services.AddSingleton<Courier>().AddSingleton<Printer>();
}
