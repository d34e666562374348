using System.Globalization;
using System.Net;
using System.Text;
using Functron.Execution.Engine;
using Functron.Execution.Payloads;

namespace Functron.Execution.Run;

/// <summary>
/// Tells whose failure it is when the engine refuses to create or to start a container: the user's, because the image is at fault, or the
/// platform's. It is the same for both ways to run a function.
/// </summary>
internal sealed class RefusedStarts(IContainerEngine engine, IPayloadStore store, TimeProvider time)
{
    /// <summary>Most kernels take no variable of more bytes (MAX_ARG_STRLEN in linux/binfmts.h): 32 pages of 4,096 bytes.</summary>
    private const int LongestVariable = 32 * 4096;

    /// <summary>Nor do they take more bytes for all variables: a quarter of the stack's usual limit of 8 MiB, see execve(2).</summary>
    private const int LongestEnvironment = 2 * 1024 * 1024;

    /// <summary>Tries the image alone: what the engine refuses without any option of ours is the image's fault.</summary>
    /// <param name="labels">Those of the run, so that the clean-up finds what is tried.</param>
    /// <returns>Null when it is the platform's failure.</returns>
    public async Task<StartRefusal?> OfCreationAsync(
        RunAttempt attempt, IReadOnlyDictionary<string, string> labels, EngineRefusedException refused, CancellationToken cancellationToken)
    {
        // The image is gone, or the name is taken.
        if (refused.Status is HttpStatusCode.NotFound or HttpStatusCode.Conflict)
            return null;
        var alone = new ContainerSpec(
            attempt.ContainerName,
            attempt.ImageId,
            labels,
            OpenStdin: false,
            LogBudget.FileBytes(0),
            new ContainerLimits(0, 0, 0, 0, [], NoNewPrivileges: true),
            "none");
        try
        {
            if (await engine.CreateContainerAsync(alone, cancellationToken) is { } container)
                await engine.RemoveContainerAsync(container, cancellationToken);
            return null;
        }
        catch (EngineRefusedException e) when (e.Status == refused.Status)
        {
            return Refusal(StartRefusal.CannotRun, e);
        }
    }

    /// <summary>Looks at what the engine keeps of the container that it did not start.</summary>
    /// <returns>Null when it is the platform's failure.</returns>
    public async Task<StartRefusal?> OfStartAsync(string container, EngineRefusedException refused, CancellationToken cancellationToken)
    {
        // With 126 and 127 the engine says "cannot be run" and "not found", and leaves the container created.
        // Its other codes mean nothing to the caller, but they mean the same: a user that the image does not have, for example.
        // When something outside the image is missing, such as the network, the status of the engine's answer says so.
        if (await engine.InspectAsync(container, cancellationToken) is { StartedAt: null, ExitCode: not 0 } left
            && left.Phase == ContainerPhase.Created
            && (left.ExitCode is StartRefusal.CannotRun or StartRefusal.NotFound || refused.Status != HttpStatusCode.NotFound))
            return Refusal(left.ExitCode == StartRefusal.NotFound ? StartRefusal.NotFound : StartRefusal.CannotRun, refused);
        return null;
    }

    /// <summary>For a container whose first process the kernel did not start, where the engine does not say why.</summary>
    /// <returns>Null when the image's environment was not too long.</returns>
    public static StartRefusal? OfEnvironment(ImageSnapshot image)
    {
        if (image.Environment.Count == 0)
            return null;
        var longest = image.Environment.MaxBy(Length)!;
        var all = image.Environment.Sum(Length);
        if (Length(longest) <= LongestVariable && all <= LongestEnvironment)
            return null;
        var name = longest.Split('=')[0];
        return new StartRefusal(StartRefusal.CannotRun, string.Create(
            CultureInfo.InvariantCulture,
            $"The function cannot be started: the ENV of its image has {all:N0} bytes, {Length(longest):N0} of them in \"{name}\". "
            + $"The system takes {LongestVariable:N0} bytes for one variable and {LongestEnvironment:N0} for all.\n"));

        static long Length(string variable) => Encoding.UTF8.GetByteCount(variable) + 1L;
    }

    /// <summary>What stands in the place of the function that could not be started.</summary>
    public RefusedRun RunOf(RunAttempt attempt, StartRefusal refusal, TimeSpan created) =>
        new(attempt, refusal, created.TotalMilliseconds, store, time);

    private static StartRefusal Refusal(int exitCode, EngineRefusedException refused) => new(exitCode, refused.Message + "\n");
}
