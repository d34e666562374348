namespace Microsoft.Azure.Functions.Worker.Builder;

/// <summary>HTTP functions that take <c>HttpRequest</c> and give <c>IResult</c>.</summary>
public static class FunctionsApplicationBuilderAspNetCoreExtensions
{
    /// <summary>Asked of an app that has HTTP functions.</summary>
    public static FunctionsApplicationBuilder ConfigureFunctionsWebApplication(this FunctionsApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.ServesHttp = true;
        return builder;
    }
}
