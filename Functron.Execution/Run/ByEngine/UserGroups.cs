using Functron.Execution.Engine;

namespace Functron.Execution.Run.ByEngine;

/// <summary>
/// Finds out that an image's user is in more groups than a process can have, before the engine is asked to start the container. Docker
/// 20.10 takes three minutes to see that. Its time grows with the square of the number of groups: 25 s for 30,000, measured on a busy
/// machine.
/// </summary>
internal sealed class UserGroups(IContainerEngine engine, ImageUsers users)
{
    private const string File = "/etc/group";

    /// <summary>"::1:u" and a line's end: no group with a member takes fewer bytes.</summary>
    private const int ShortestGroup = 6;

    /// <param name="container">It is created and not started.</param>
    /// <returns>Null when the user is not in too many groups, or is one whom the engine itself refuses.</returns>
    public async Task<StartRefusal?> TooManyAsync(string imageId, string container, CancellationToken cancellationToken)
    {
        // For nearly all images this is one short question.
        if (!await MayBeTooManyAsync(container, cancellationToken)
            || await engine.FindImageAsync(imageId, cancellationToken) is not { } image)
            return null;
        try
        {
            var user = await users.FindAsync(image, container, cancellationToken);
            return user.TooManyGroups is { } why ? StartRefusal.Because(why) : null;
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
            // A file that the engine cannot look at, it cannot read at the start either, and then says so.
            return false;
        }
    }
}
