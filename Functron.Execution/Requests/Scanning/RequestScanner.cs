using System.Text.Json;
using System.Text.Unicode;

namespace Functron.Execution.Requests.Scanning;

/// <summary>
/// Splits a request's JSON object into its fields without ever holding it: the text of a top-level string leaves in
/// pieces, whatever its length. The grammar around those strings is <see cref="Utf8JsonReader"/>'s; in their place it is
/// shown an empty string.
/// </summary>
internal sealed class RequestScanner(BodyBuffer body, IRequestFields fields)
{
    private const int FieldDepth = 1;

    private JsonReaderState _state;
    private string? _field;

    /// <summary>Reads the body to its end.</summary>
    /// <exception cref="RequestRefusedException">It is not JSON, not an object, or too large.</exception>
    public async Task ReadAsync(CancellationToken cancellationToken)
    {
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
                _field = null;
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
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a name that is no valid text.
            throw NotJson(body.Offset + reader.BytesConsumed);
        }

        _state = reader.CurrentState;
        body.Consume((int)reader.BytesConsumed);
        return named;
    }

    /// <returns>Whether this is a field's name.</returns>
    private bool Take(ref Utf8JsonReader reader)
    {
        if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && !Utf8.IsValid(reader.ValueSpan))
            throw NotJson(body.Offset + reader.BytesConsumed);
        if (reader.CurrentDepth == 0 && reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.EndObject))
            throw RequestRefusedException.Body("body-object", "The body is JSON, but not an object.");
        if (reader.CurrentDepth != FieldDepth || reader.TokenType is JsonTokenType.EndObject or JsonTokenType.EndArray)
            return false;

        if (reader.TokenType == JsonTokenType.PropertyName)
        {
            _field = reader.GetString();
            return true;
        }

        fields.Value(_field!, reader.TokenType, reader.ValueSpan);
        return false;
    }

    /// <summary>Looks, without consuming, whether a string is what follows the name and its colon, which the reader takes as one.</summary>
    /// <returns>Where its opening quote is; null when something else follows, right or wrong: the reader will say.</returns>
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
            catch (FormatException)
            {
                throw NotJson(body.Offset);
            }

            if (text is not null && piece.Produced > 0)
                await text.WriteAsync(body.Unread[..piece.Produced], cancellationToken);
            body.Consume(piece.Consumed);
            if (piece.Ended)
                return;
            if (body.Ended)
                throw NotJson(body.Offset);
            await body.FillAsync(cancellationToken);
        }
    }

    private void ShowEmptyString()
    {
        var reader = new Utf8JsonReader("\"\""u8, isFinalBlock: false, _state);
        reader.Read();
        _state = reader.CurrentState;
    }

    private static RequestRefusedException NotJson(long offset) => offset == 0
        ? RequestRefusedException.Body("body-json", "The body is not JSON.")
        : RequestRefusedException.Body("body-json", $"The body is not valid JSON near byte {offset}.");
}
