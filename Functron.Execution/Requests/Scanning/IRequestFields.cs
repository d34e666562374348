using System.Text.Json;

namespace Functron.Execution.Requests.Scanning;

/// <summary>Takes the fields of a request's object as the scanner comes upon them, in the order and spelling sent.</summary>
internal interface IRequestFields
{
    /// <summary>A field whose value is a string.</summary>
    /// <returns>Where its text goes, piece by piece; null to skip it.</returns>
    IFieldText? Text(string name);

    /// <summary>A field whose value is something else. Of an object or array only the start is seen.</summary>
    /// <param name="value">The value's JSON as it is written.</param>
    void Value(string name, JsonTokenType type, ReadOnlySpan<byte> value);
}

/// <summary>Takes the text of one field.</summary>
internal interface IFieldText
{
    /// <param name="utf8">Well-formed UTF-8, its escapes resolved; only good until the task completes.</param>
    ValueTask WriteAsync(ReadOnlyMemory<byte> utf8, CancellationToken cancellationToken);
}
