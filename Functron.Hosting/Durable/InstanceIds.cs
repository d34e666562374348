namespace Functron.Hosting.Durable;

/// <summary>Which ids an instance can have. These are the rules of Durable Functions, where the id is a part of a URL's path.</summary>
internal static class InstanceIds
{
    public const int MaxLength = 100;

    /// <exception cref="ArgumentException">An instance cannot have that id.</exception>
    public static void Check(string id, string parameter)
    {
        if (WhyNot(id) is { } reason)
            throw new ArgumentException(reason, parameter);
    }

    /// <summary>What is wrong with an id; null when an instance can have it.</summary>
    public static string? WhyNot(string id)
    {
        if (id.Length > MaxLength)
            return $"An instance's id has at most {MaxLength} characters; this one has {id.Length}.";
        return id.Any(c => c is '/' or '\\' or '#' or '?' || char.IsControl(c))
            ? "An instance's id has no '/', '\\', '#', '?' and no control characters."
            : null;
    }
}
