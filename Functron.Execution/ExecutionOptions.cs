using System.ComponentModel.DataAnnotations;

namespace Functron.Execution;

/// <summary>The options of section <c>Functron</c> that concern requests and execution. Out of range is refused at start.</summary>
public sealed class ExecutionOptions
{
    /// <summary>Where the payloads are, and on the embedded host the database. Absolute once it is bound.</summary>
    public string DataDirectory { get; set; } = "";

    /// <summary>
    /// The engine's endpoint (<c>unix:///…</c>, <c>tcp://…</c>). Empty: DOCKER_HOST, else the Docker context in use, else the platform's
    /// default.
    /// </summary>
    public string DockerEndpoint { get; set; } = "";

    /// <summary>Seconds that a short call to the engine may take: a question, a kill.</summary>
    [Range(1, 3600)]
    public double EngineCallSeconds { get; set; } = 15;

    /// <summary>Seconds that the engine may take to create a container, to start one, or to make progress in an upload.</summary>
    [Range(1, 3600)]
    public double EngineStartSeconds { get; set; } = 60;

    /// <summary>Seconds that the engine may take to remove a container or an image, before it is left for later.</summary>
    [Range(1, 3600)]
    public double EngineRemovalSeconds { get; set; } = 30;

    /// <summary>Whether a running function may call this service. Then it can start functions, and see and stop those of others.</summary>
    public bool FunctionsMayCall { get; set; }

    /// <summary>How many functions run at a time. More than about 4 per 2 cores only adds waiting.</summary>
    [Range(1, 1024)]
    public int MaxConcurrentRuns { get; set; } = Math.Max(4, Environment.ProcessorCount * 2);

    /// <summary>How many images are built at a time.</summary>
    [Range(1, 256)]
    public int MaxConcurrentBuilds { get; set; } = 4;

    /// <summary>
    /// Seconds that a run waits for a slot before it answers "busy" and is tried again. 0: as long as it takes. It is for hosts without a
    /// lane for each activity, where a run that waits takes a place from others.
    /// </summary>
    [Range(0, 3600)]
    public double SlotWaitSeconds { get; set; }

    /// <summary>The largest <c>Timeout</c> a request may ask for, in seconds.</summary>
    [Range(1, Requests.FunctionTimeout.MostSeconds)]
    public double MaxTimeoutSeconds { get; set; } = 900;

    /// <summary>The <c>Timeout</c> of a request that names none, in seconds.</summary>
    [Range(0.001, Requests.FunctionTimeout.MostSeconds)]
    public double DefaultTimeoutSeconds { get; set; } = 60;

    /// <summary>The largest request body, in bytes (256 MiB).</summary>
    [Range(1024, 4L * 1024 * 1024 * 1024)]
    public long MaxRequestBytes { get; set; } = 256L * 1024 * 1024;

    /// <summary>
    /// The largest request body whose sender tells its length, in bytes. 0: the same as <see cref="MaxRequestBytes"/>. It is for a host
    /// that holds such a body in memory, and streams bodies of unknown length.
    /// </summary>
    [Range(0, 4L * 1024 * 1024 * 1024)]
    public long MaxSizedRequestBytes { get; set; }

    /// <summary>Entries that a tar may hold.</summary>
    [Range(1, 10_000_000)]
    public int MaxTarEntries { get; set; } = 100_000;

    /// <summary>Bytes that a tar may unpack to (2 GiB).</summary>
    [Range(1, 1L << 40)]
    public long MaxTarUnpackedBytes { get; set; } = 2L * 1024 * 1024 * 1024;

    /// <summary>
    /// Seconds that the inspection of a tar may take before it is accepted. To unpack 2 GiB takes 10 s with gzip, and minutes with bzip2.
    /// </summary>
    [Range(1, 3600)]
    public double TarInspectionSeconds { get; set; } = 300;

    /// <summary>Bytes kept of each output stream (10 MiB). The rest is read and dropped, and <c>OutputTruncated</c> says so.</summary>
    [Range(1, 512L * 1024 * 1024)]
    public long MaxOutputBytes { get; set; } = 10L * 1024 * 1024;

    /// <summary>Seconds that a build, without pulling, may take.</summary>
    [Range(1, 86400)]
    public double BuildTimeoutSeconds { get; set; } = 900;

    /// <summary>Seconds that pulling the base images of one build may take.</summary>
    [Range(1, 86400)]
    public double PullTimeoutSeconds { get; set; } = 600;

    /// <summary>
    /// Memory limit of a container in bytes, 6 MiB (6291456) or more. 0: no limit. Null: half of the memory of the engine's machine, so
    /// that no function alone exhausts it.
    /// </summary>
    [MemoryLimit]
    public long? MemoryBytes { get; set; }

    /// <summary>CPUs that a container may use. 0: no limit.</summary>
    [Range(0, 1024)]
    public double Cpus { get; set; }

    /// <summary>Processes that a container may have. 0: no limit.</summary>
    [Range(0, 4_194_304)]
    public long PidsLimit { get; set; } = 1024;

    /// <summary>
    /// How much sooner than others the kernel ends a function's processes when the machine runs out of memory, from -1000 (never) to 1000
    /// (first). The engine and Functron have 0 or less.
    /// </summary>
    [Range(-1000, 1000)]
    public int OomScoreAdj { get; set; } = 500;

    /// <summary>
    /// The capabilities that Docker gives and containers do not get, between commas. With NET_RAW a function can pretend to be its
    /// neighbours on a bridge. With MKNOD it can make device files, which it may not use in any case.
    /// </summary>
    [RegularExpression(
        "^([A-Z][A-Z_]*(,[A-Z][A-Z_]*)*)?$",
        ErrorMessage = "The field {0} must be names of capabilities between commas, such as NET_RAW,MKNOD, or empty.")]
    public string DropCapabilities { get; set; } = "NET_RAW,MKNOD";

    /// <summary>The containers' network: <c>bridge</c>, <c>none</c>, <c>host</c> or a network's name.</summary>
    [RegularExpression("^[A-Za-z0-9][A-Za-z0-9_.-]*$")]
    public string NetworkMode { get; set; } = "bridge";

    /// <summary>
    /// Whether a function's processes are kept from gaining rights by starting a program: with it sudo, setuid programs and file
    /// capabilities give no more rights than their caller has.
    /// </summary>
    public bool NoNewPrivileges { get; set; } = true;

    /// <summary>How functions are run: <c>auto</c>, <c>engine</c> or <c>launcher</c>.</summary>
    [EnumDataType(typeof(Run.RunPathOption))]
    public Run.RunPathOption RunPath { get; set; }

    /// <summary>Seconds between sweeps for what a crash left.</summary>
    [Range(1, 86400)]
    public double SweepSeconds { get; set; } = 30;

    /// <summary>At start, remove the containers and images of all other installations on the engine, of which none may be alive.</summary>
    public bool SweepAll { get; set; }
}
