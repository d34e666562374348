using System.Text.Json;

namespace Functron.Execution.Requests.Scanning;

/// <summary>
/// Splits the JSON object of a request into its fields without ever holding it: the text of a top-level string leaves in pieces, whatever
/// its length. <see cref="Utf8JsonReader"/> checks the grammar around those strings; in their place it sees an empty string.
/// </summary>
internal sealed class RequestScanner(BodyBuffer body, IRequestFields fields)
{
    /// <summary>How deep objects and arrays may be nested, the object of the body included. Functron 1 took the same depth.</summary>
    public const int DeepestNesting = 10_000;

    private const int FieldDepth = 1;

    // One more than is taken, so that what is deeper is seen here and refused in words.
    private JsonReaderState _state = new(new JsonReaderOptions { MaxDepth = DeepestNesting + 1 });
    private string? _field;
    private bool _opened;
    private bool _closed;

    /// <summary>Reads the body to its end.</summary>
    /// <exception cref="RequestRefusedException">It is not JSON, not an object, or too large.</exception>
    public async Task ReadAsync(CancellationToken cancellationToken)
    {
        while (body.Unread.Length < BodyStart.Length && !body.Ended)
            await body.FillAsync(cancellationToken);
        body.Consume(BodyStart.Judge(body.Unread.Span));

        while (true)
        {
            if (!Advance())
            {
                if (body.Ended)
                    return;
                await body.FillAsync(cancellationToken);
                continue;
            }

            if (await FindQuoteAsync(cancellationToken) is { } quote)
            {
                body.Consume(quote + 1);
                await TextAsync(fields.Text(_field!), cancellationToken);
                ShowEmptyString();
            }
        }
    }

    /// <summary>Reads on until a field's name was read (true) or the bytes at hand are used up (false).</summary>
    private bool Advance()
    {
        var bytes = body.Unread.Span;
        var reader = new Utf8JsonReader(bytes, isFinalBlock: body.Ended, _state);
        var named = false;
        try
        {
            while (!named && reader.Read())
                named = Take(ref reader);
        }
        catch (JsonException)
        {
            var read = (int)reader.BytesConsumed;
            throw _opened
                ? JsonFault.Within(body.Offset + read, bytes[..read], bytes[read..], body.Ended, _closed, _field)
                : JsonFault.AtStart(bytes, body.Ended);
        }

        _state = reader.CurrentState;
        body.Consume((int)reader.BytesConsumed);
        return named;
    }

    /// <returns>Whether this is a field's name.</returns>
    private bool Take(ref Utf8JsonReader reader)
    {
        if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName
            && Utf8Validity.FirstInvalid(reader.ValueSpan) is >= 0 and var at)
        {
            var name = reader.TokenType == JsonTokenType.PropertyName && reader.CurrentDepth == FieldDepth;
            throw NoText(
                TextFaultException.Utf8(reader.ValueSpan[at..], at), name ? null : _field, body.Offset + reader.TokenStartIndex + 1);
        }

        _opened = true;
        _closed |= reader.CurrentDepth == 0 && reader.TokenType == JsonTokenType.EndObject;
        if (reader.CurrentDepth == 0 && reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.EndObject))
            throw RequestRefusedException.Body("body-object", "The body is JSON, but not an object.");
        if (reader.CurrentDepth >= DeepestNesting && reader.TokenType is (JsonTokenType.StartObject or JsonTokenType.StartArray))
            throw RequestRefusedException.Field(_field!, "field-depth", $"Its value is nested more than {DeepestNesting} levels deep.");
        if (reader.CurrentDepth != FieldDepth || reader.TokenType is JsonTokenType.EndObject or JsonTokenType.EndArray)
            return false;

        if (reader.TokenType == JsonTokenType.PropertyName)
        {
            _field = Name(ref reader);
            return true;
        }

        fields.Value(_field!, reader.TokenType, reader.ValueSpan);
        return false;
    }

    private string Name(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            // Only an escape can still be wrong, and of these only half a pair.
            throw NoText(TextFaultException.Surrogate(0), null, body.Offset + reader.TokenStartIndex);
        }
    }

    /// <summary>Looks whether a string follows the name and its colon, which are one token for the reader. It consumes nothing.</summary>
    /// <returns>The place of its opening quote. Null when something else follows; the reader will say whether that is right.</returns>
    private async Task<int?> FindQuoteAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var bytes = body.Unread.Span;
            var at = bytes.IndexOfAnyExcept(" \t\r\n"u8);
            if (at >= 0)
                return bytes[at] == '"' ? at : null;
            if (body.Ended)
                return null;
            await body.FillAsync(cancellationToken);
        }
    }

    private async Task TextAsync(IFieldText? text, CancellationToken cancellationToken)
    {
        while (true)
        {
            StringPiece piece;
            try
            {
                piece = StringPiece.Resolve(body.Unread.Span);
            }
            catch (TextFaultException e)
            {
                throw NoText(e, _field, body.Offset);
            }

            if (text is not null && piece.Produced > 0)
                await text.WriteAsync(body.Unread[..piece.Produced], cancellationToken);
            body.Consume(piece.Consumed);
            if (piece.Ended)
                return;
            if (body.Ended)
                throw JsonFault.CutOff(body.Offset + body.Unread.Length, _field);
            await body.FillAsync(cancellationToken);
        }
    }

    private void ShowEmptyString()
    {
        var reader = new Utf8JsonReader("\"\""u8, isFinalBlock: false, _state);
        reader.Read();
        _state = reader.CurrentState;
    }

    /// <param name="field">Whose text it is; null: it is in a name.</param>
    /// <param name="start">The byte of the body that the fault is counted from.</param>
    private static RequestRefusedException NoText(TextFaultException fault, string? field, long start)
    {
        var message = $"Near byte {start + fault.At} {fault.Message}";
        return field is null
            ? RequestRefusedException.Body(fault.Rule, $"The name of a field is no text. {message}")
            : RequestRefusedException.Field(field, fault.Rule, message);
    }
}
