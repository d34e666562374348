using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;

namespace Functron.FunctionApp.Http;

/// <summary>How answers are written: names by attribute on the types, so the options here only concern form.</summary>
internal static class AnswerJson
{
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.General)
    {
        Converters = { new JsonStringEnumConverter() },
        // These answers are data, never part of a page: "+" need not read "\u002B".
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static IResult Of<T>(T answer, int status) => Results.Json(answer, Options, contentType: null, status);
}
