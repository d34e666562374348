using Functron.Execution.Engine;

namespace Functron.Execution.Build;

/// <summary>The image that a build made, or why there is none.</summary>
/// <param name="Image">Null when there is none.</param>
/// <param name="Failure">Why there is no image, or why it cannot be run, for the user. Null when the image is good.</param>
internal sealed record MadeImage(ImageSnapshot? Image, string? Failure = null)
{
    public static MadeImage Failed(string failure) => new(null, failure);
}
