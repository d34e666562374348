using System.Reflection;

namespace Functron.Hosting.Functions;

/// <summary>Turns what a function's method returned into its value.</summary>
internal static class ReturnValue
{
    private static readonly MethodInfo AwaitMethod =
        typeof(ReturnValue).GetMethod(nameof(AwaitValueAsync), BindingFlags.Static | BindingFlags.NonPublic)!;

    /// <param name="returnType">As the method declares it; only <see cref="Task"/> and <see cref="Task{TResult}"/> are awaited.</param>
    public static Func<object?, Task<object?>> AwaiterOf(Type returnType)
    {
        // By the declared type: the task behind a plain Task may well be a generic one.
        if (returnType == typeof(Task))
            return AwaitAsync;
        if (returnType.IsGenericType && returnType.GetGenericTypeDefinition() == typeof(Task<>))
            return AwaitMethod.MakeGenericMethod(returnType.GetGenericArguments()).CreateDelegate<Func<object?, Task<object?>>>();
        return Task.FromResult;
    }

    // No ConfigureAwait in either: an orchestrator's continuations stay on the engine's context.
    private static async Task<object?> AwaitAsync(object? returned)
    {
        await Required<Task>(returned);
        return null;
    }

    private static async Task<object?> AwaitValueAsync<T>(object? returned) => await Required<Task<T>>(returned);

    private static TTask Required<TTask>(object? returned)
        where TTask : Task =>
        returned as TTask ?? throw new InvalidOperationException("The function returned null where its signature promises a task.");
}
