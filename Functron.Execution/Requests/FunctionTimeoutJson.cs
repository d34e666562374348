using System.Text.Json;
using System.Text.Json.Serialization;

namespace Functron.Execution.Requests;

/// <summary>A timeout in JSON: the number of seconds, in stored requests and in the histories of orchestrations.</summary>
internal sealed class FunctionTimeoutJson : JsonConverter<FunctionTimeout>
{
    public override FunctionTimeout Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        FunctionTimeout.Of(reader.GetDouble())
        ?? throw new JsonException($"A timeout is more than 0 and at most {FunctionTimeout.MostSeconds} s.");

    public override void Write(Utf8JsonWriter writer, FunctionTimeout value, JsonSerializerOptions options) =>
        writer.WriteNumberValue(value.Seconds);
}
