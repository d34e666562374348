using System.Text.Json;

namespace Functron.Tests.FunctionsHost.App;

/// <summary>A function as its worker or <c>functions.metadata</c> tells of it.</summary>
internal sealed record AppFunction(string Id, string Name, string EntryPoint, string ScriptFile, IReadOnlyList<AppBinding> Bindings)
{
    /// <summary>The binding that starts it: <c>httpTrigger</c>, <c>orchestrationTrigger</c>, <c>activityTrigger</c>.</summary>
    public AppBinding Trigger => Bindings.First(binding => binding.IsTrigger);

    public AppBinding? DurableClient => Bindings.FirstOrDefault(binding => binding.Is("durableClient"));
}

/// <summary>A binding of a function with all that it says of itself.</summary>
internal sealed record AppBinding(string Name, string Type, string Direction, JsonElement Json)
{
    public bool IsTrigger => Type.EndsWith("Trigger", StringComparison.OrdinalIgnoreCase);

    public static AppBinding Read(JsonElement json) => new(Text(json, "name"), Text(json, "type"), Text(json, "direction"), json.Clone());

    public bool Is(string type) => Type.Equals(type, StringComparison.OrdinalIgnoreCase);

    /// <summary>A property of the binding as text; null without one.</summary>
    public string? Property(string name) =>
        Json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>A property of the binding as a list; empty without one.</summary>
    public IReadOnlyList<string> Properties(string name) =>
        Json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Array
            ? [.. value.EnumerateArray().Select(item => item.GetString() ?? "")]
            : [];

    private static string Text(JsonElement json, string name) => json.TryGetProperty(name, out var value) ? value.GetString() ?? "" : "";
}
