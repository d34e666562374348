namespace Functron.Hosting.Durable.Client;

/// <summary>Which ids an instance can have; the rules of Durable Functions, whose addresses have the id in their path.</summary>
internal static class InstanceIds
{
    public const int MaxLength = 100;

    /// <exception cref="ArgumentException">An instance cannot have that id.</exception>
    public static void Check(string id, string parameter)
    {
        if (id.Length > MaxLength)
            throw new ArgumentException($"An instance's id has at most {MaxLength} characters; this one has {id.Length}.", parameter);
        if (id.Any(c => c is '/' or '\\' or '#' or '?' || char.IsControl(c)))
            throw new ArgumentException("An instance's id has no '/', '\\', '#', '?' and no control characters.", parameter);
    }
}
