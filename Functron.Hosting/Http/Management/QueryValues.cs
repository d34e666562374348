using Microsoft.AspNetCore.Http;

namespace Functron.Hosting.Http.Management;

/// <summary>The yes-or-no parameters of the management API.</summary>
internal static class QueryFlags
{
    /// <exception cref="BadHttpRequestException">The parameter is there and is neither true nor false.</exception>
    public static bool Read(IQueryCollection query, string name, bool absent)
    {
        if (!query.TryGetValue(name, out var values))
            return absent;
        return values is [{ } text] && bool.TryParse(text, out var value)
            ? value
            : throw new BadHttpRequestException($"'{name}' is either true or false.");
    }
}
