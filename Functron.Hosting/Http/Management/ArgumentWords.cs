namespace Functron.Hosting.Http.Management;

/// <summary>What is wrong with an argument, without the name of the method's parameter, which tells a caller over HTTP nothing.</summary>
internal static class ArgumentWords
{
    public static string Of(ArgumentException e) =>
        e.ParamName is null ? e.Message : e.Message.Replace($" (Parameter '{e.ParamName}')", "", StringComparison.Ordinal);
}
