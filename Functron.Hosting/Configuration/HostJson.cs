using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.Configuration;

namespace Functron.Hosting.Configuration;

/// <summary>The part of host.json that this host reads. The rest is for other hosts.</summary>
internal sealed partial record HostJson
{
    public const string FileName = "host.json";

    /// <summary>Before each function's route, without slashes at its ends; may be empty.</summary>
    public string RoutePrefix { get; init; } = "api";

    /// <summary>The name of the task hub; letters and digits.</summary>
    public string HubName { get; init; } = "DurableFunctionsHub";

    /// <summary>At least 1; the default is that of Durable Functions.</summary>
    public int MaxConcurrentActivities { get; init; } = 10 * Environment.ProcessorCount;

    /// <summary>At least 1; the default is that of Durable Functions.</summary>
    public int MaxConcurrentOrchestrators { get; init; } = 10 * Environment.ProcessorCount;

    /// <summary>Reads the file of the first directory that has one; the defaults when none has.</summary>
    /// <exception cref="StartFailedException">The file is malformed or unreadable, or a value is out of its range.</exception>
    public static HostJson Read(params IEnumerable<string> directories)
    {
        var path = directories.Select(d => Path.GetFullPath(Path.Combine(d, FileName))).FirstOrDefault(File.Exists);
        return path is null ? new HostJson() : new Reader(path).Read();
    }

    // The limits of Durable Functions, whose storage names containers and tables after the hub.
    [GeneratedRegex("^[A-Za-z][A-Za-z0-9]{2,44}$", RegexOptions.NonBacktracking)]
    private static partial Regex ValidHubName();

    private sealed class Reader(string path)
    {
        private readonly IConfigurationRoot _file = Load(path);

        public HostJson Read()
        {
            var defaults = new HostJson();
            return new HostJson
            {
                RoutePrefix = RoutePrefixOr(defaults.RoutePrefix),
                HubName = HubNameOr(defaults.HubName),
                MaxConcurrentActivities = PositiveOr("maxConcurrentActivityFunctions", defaults.MaxConcurrentActivities),
                MaxConcurrentOrchestrators = PositiveOr("maxConcurrentOrchestratorFunctions", defaults.MaxConcurrentOrchestrators),
            };
        }

        private string RoutePrefixOr(string fallback)
        {
            var prefix = _file["extensions:http:routePrefix"]?.Trim('/') ?? fallback;
            try
            {
                _ = RoutePatternFactory.Parse(prefix);
                return prefix;
            }
            catch (RoutePatternException e)
            {
                throw new StartFailedException(
                    $"{path}: extensions.http.routePrefix: '{prefix}' is malformed: {e.Message.ReplaceLineEndings(" ")}", e);
            }
        }

        private string HubNameOr(string fallback)
        {
            var name = _file["extensions:durableTask:hubName"] ?? fallback;
            return ValidHubName().IsMatch(name)
                ? name
                : throw Wrong("hubName", $"'{name}' is not a letter followed by 2 to 44 letters and digits");
        }

        private int PositiveOr(string name, int fallback)
        {
            if (_file[$"extensions:durableTask:{name}"] is not { } text)
                return fallback;
            return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= 1
                ? value
                : throw Wrong(name, $"'{text}' is not a whole number from 1 up");
        }

        private StartFailedException Wrong(string name, string what) =>
            new($"{path}: extensions.durableTask.{name}: {what}.");

        private static IConfigurationRoot Load(string path)
        {
            try
            {
                return new ConfigurationBuilder().AddJsonFile(path, optional: false, reloadOnChange: false).Build();
            }
            catch (Exception e) when (e is InvalidDataException or FormatException or IOException or UnauthorizedAccessException)
            {
                // The reader's own exception only names the file; what is wrong in it is told by the innermost.
                throw new StartFailedException($"{path} cannot be read: {e.GetBaseException().Message.ReplaceLineEndings(" ")}", e);
            }
        }
    }
}
