namespace Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

/// <summary>A parameter's attribute that says what starts the function; only this host's own attributes derive from it.</summary>
public abstract class TriggerBindingAttribute : Attribute
{
    private protected TriggerBindingAttribute()
    {
    }
}
