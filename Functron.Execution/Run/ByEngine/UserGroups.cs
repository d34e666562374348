using Functron.Execution.Engine;
using Functron.Execution.Run.ByLauncher;

namespace Functron.Execution.Run.ByEngine;

/// <summary>
/// Finds out that an image's user is in more groups than a process can have, before the engine is asked to start it: Docker 20.10
/// takes three minutes to see it (its time grows with the square of the groups: 25 s for 30,000, measured on a busy machine).
/// </summary>
public sealed class UserGroups(IContainerEngine engine, ImageUsers users)
{
    private const string File = "/etc/group";

    /// <summary>"::1:u" and a line's end: no group that has a member takes less.</summary>
    private const int ShortestGroup = 6;

    /// <param name="container">Created, not started.</param>
    /// <returns>Null when the user is in no more, or is one that the engine itself refuses.</returns>
    internal async Task<StartRefusal?> TooManyAsync(string imageId, string container, CancellationToken cancellationToken)
    {
        // One short question for nearly all images.
        if (!await MayBeTooManyAsync(container, cancellationToken) || await engine.FindImageAsync(imageId, cancellationToken) is not { } image)
            return null;
        try
        {
            var user = await users.FindAsync(image, container, cancellationToken);
            return user.TooManyGroups is { } why ? new StartRefusal(StartRefusal.CannotRun, new UnsendableReleaseException(why).Message + "\n") : null;
        }
        catch (UnknownUserException)
        {
            return null;
        }
    }

    private async Task<bool> MayBeTooManyAsync(string container, CancellationToken cancellationToken)
    {
        try
        {
            return await engine.StatAsync(container, File, cancellationToken) is { } found
                && (found.LinkTarget is not null || found.Size >= (long)ShortestGroup * ImageUser.MostGroups);
        }
        catch (EngineRefusedException)
        {
            // What the engine cannot look at, it cannot read at the start either, and says so then.
            return false;
        }
    }
}
