namespace Functron.Tests.FunctionsHost;

/// <summary>The command line: the app's folder, where to listen, and the key that the management routes ask for.</summary>
internal sealed record HostArguments(string Folder, Uri Url, string Key)
{
    public const string Usage = "usage: Functron.Tests.FunctionsHost APP_FOLDER [--urls http://127.0.0.1:8081] [--key KEY]";

    /// <exception cref="HostException">An argument is missing or unknown.</exception>
    public static HostArguments Parse(IEnumerable<string> args)
    {
        string? folder = null;
        var url = "http://127.0.0.1:8081";
        var key = "stand-in-key";
        var rest = new Queue<string>(args.SelectMany(arg => arg.StartsWith("--", StringComparison.Ordinal) ? arg.Split('=', 2) : [arg]));
        while (rest.TryDequeue(out var arg))
        {
            if (arg is "--urls" or "--key")
            {
                if (!rest.TryDequeue(out var value))
                    throw new HostException(Usage);
                if (arg == "--urls")
                    url = value;
                else
                    key = value;
            }
            else if (arg.StartsWith('-') || folder is not null)
            {
                throw new HostException(Usage);
            }
            else
            {
                folder = arg;
            }
        }

        if (folder is null || !Uri.TryCreate(url, UriKind.Absolute, out var address))
            throw new HostException(Usage);
        return new HostArguments(folder, address, key);
    }
}
