using System.ComponentModel.DataAnnotations;
using Functron.Execution;
using Functron.FunctionApp.Admission;
using Functron.Hosting.Configuration;
using Functron.Payloads.Blobs;
using Microsoft.Extensions.Configuration;

namespace Functron.FunctionApp;

/// <summary>Section <c>Functron</c> of the configuration, checked: the execution options and what concerns answering over HTTP.</summary>
/// <param name="SyncWaitSeconds">How long <c>/v1/exec</c> waits before it answers 202; 0: as long as it takes. Below the time after which
/// something before the app cuts a request off.</param>
/// <param name="OnlyStopsCancelActivities"> Whether the host cancels activities only when it stops, and before this process learns of that:
/// then none was terminated. </param>
public sealed record FunctronSettings(ExecutionOptions Execution, double SyncWaitSeconds, bool OnlyStopsCancelActivities)
{
    public const string Section = "Functron";

    /// <summary>Where payloads are kept as blobs; null: in the data directory.</summary>
    public BlobPayloadOptions? Blobs { get; private init; }

    /// <summary>How much is taken in at a time.</summary>
    public AdmissionOptions Admission { get; private init; } = new();

    /// <summary>The names of all options of the section.</summary>
    public static IReadOnlyList<string> OptionNames { get; } =
    [
        .. new[] { typeof(ExecutionOptions), typeof(AdmissionOptions), typeof(AnsweringOptions) }
            .SelectMany(options => options.GetProperties())
            .Select(option => option.Name),
        .. PayloadStoreChoice.OptionNames,
        Startup.HostChoice.OptionName,
    ];

    /// <exception cref="OptionsException">A value is out of its range or not of its type.</exception>
    public static FunctronSettings Read(IConfiguration configuration)
    {
        var section = configuration.GetSection(Section);
        var execution = new ExecutionOptions();
        Bind(section, execution);
        if (execution.DataDirectory.Length == 0)
            execution.DataDirectory = DefaultDataDirectory();
        execution.DataDirectory = Path.GetFullPath(execution.DataDirectory);

        var admission = new AdmissionOptions();
        Bind(section, admission);
        var problems = new List<ValidationResult>();
        Validator.TryValidateObject(execution, new ValidationContext(execution), problems, validateAllProperties: true);
        Validator.TryValidateObject(admission, new ValidationContext(admission), problems, validateAllProperties: true);
        if (problems.Count > 0)
            throw new OptionsException(string.Join(" ", problems.Select(problem => $"{Section}:{problem.ErrorMessage}")));
        if (execution.DefaultTimeoutSeconds > execution.MaxTimeoutSeconds)
            throw new OptionsException($"{Section}:DefaultTimeoutSeconds ({execution.DefaultTimeoutSeconds}) is larger than "
                + $"MaxTimeoutSeconds ({execution.MaxTimeoutSeconds}).");

        var answering = new AnsweringOptions();
        Bind(section, answering);
        if (!(answering.SyncWaitSeconds >= 0))
            throw new OptionsException($"{Section}:SyncWaitSeconds must be 0 (no limit) or more.");
        return new FunctronSettings(execution, answering.SyncWaitSeconds, answering.OnlyStopsCancelActivities)
        {
            Admission = admission,
            Blobs = PayloadStoreChoice.Read(configuration),
        };
    }

    private static string DefaultDataDirectory()
    {
        var home = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData);
        return home.Length > 0
            ? Path.Combine(home, "functron")
            : throw new OptionsException(
                $"This user has no home directory: set {Section}:DataDirectory (as an environment variable: {Section}__DataDirectory).");
    }

    private static void Bind(IConfiguration section, object options)
    {
        try
        {
            section.Bind(options);
        }
        catch (InvalidOperationException e)
        {
            throw new OptionsException($"Configuration: {e.Message} {e.InnerException?.Message}".TrimEnd());
        }
    }

    private sealed class AnsweringOptions
    {
        public double SyncWaitSeconds { get; set; }

        public bool OnlyStopsCancelActivities { get; set; }

        /// <summary>Read by the embedded host.</summary>
        public string HostNames { get; set; } = "";
    }
}

/// <summary>The configuration cannot be used; the message says which option and why.</summary>
internal sealed class OptionsException(string message) : StartFailedException(message);
