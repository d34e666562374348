using System.Reflection;
using Microsoft.Extensions.DependencyInjection;

namespace Functron.Hosting.Functions;

/// <summary>Invokes one function, on an instance of its own when its method is not static.</summary>
internal sealed class FunctionInvoker(FunctionDeclaration declaration)
{
    private readonly MethodInvoker _method = MethodInvoker.Create(declaration.Method);
    private readonly Func<object?, Task<object?>> _awaitResult = ReturnValue.AwaiterOf(declaration.Method.ReturnType);
    private readonly ObjectFactory? _create = declaration.Method is { IsStatic: false, DeclaringType: { } type }
        ? ActivatorUtilities.CreateFactory(type, Type.EmptyTypes)
        : null;

    /// <summary>Runs on the calling thread until the function's first await; gives its value, null for none.</summary>
    public async Task<object?> InvokeAsync(BindingData data)
    {
        var instance = _create?.Invoke(data.Context.InstanceServices, null);
        try
        {
            var arguments = new object?[declaration.Parameters.Count];
            for (var i = 0; i < arguments.Length; i++)
                arguments[i] = declaration.Parameters[i].Value(data);
            return await _awaitResult(_method.Invoke(instance, arguments.AsSpan()));
        }
        finally
        {
            // Made here and not by the scope, so that the scope does not dispose it.
            if (instance is IAsyncDisposable asynchronous)
                await asynchronous.DisposeAsync();
            else
                (instance as IDisposable)?.Dispose();
        }
    }
}
