namespace Microsoft.Azure.Functions.Worker;

/// <summary>
/// The key that a caller must show to a Functions host. The embedded host has no keys and, like Functions' own host on a
/// developer's machine, asks for none: it guards by where it listens and by a request's <c>Host</c> and <c>Origin</c>.
/// </summary>
public enum AuthorizationLevel
{
    Anonymous = 0,
    User = 1,
    Function = 2,
    System = 3,
    Admin = 4,
}
