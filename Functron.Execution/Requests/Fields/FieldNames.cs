namespace Functron.Execution.Requests.Fields;

/// <summary>The fields of a request as the wire format spells them.</summary>
internal static class FieldNames
{
    public const string FnName = "FnName";
    public const string DockerFile = "DockerFile";
    public const string TarFile = "TarFile";
    public const string Stdin = "Stdin";
    public const string StdinEncoding = "StdinEncoding";
    public const string Timeout = "Timeout";

    private static readonly string[] All = [FnName, DockerFile, TarFile, Stdin, StdinEncoding, Timeout];

    /// <summary>The field that a client means, in whatever case it writes the name. Null when there is no such field.</summary>
    public static string? Find(string name) => Array.Find(All, known => known.Equals(name, StringComparison.OrdinalIgnoreCase));
}
