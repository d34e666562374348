namespace Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

/// <summary>A parameter's attribute that has the host supply its value; only this host's own attributes derive from it.</summary>
public abstract class InputBindingAttribute : Attribute
{
    private protected InputBindingAttribute()
    {
    }
}
