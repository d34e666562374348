using System.Text.Json;
using System.Text;
using Functron.Execution.Requests.Scanning;

namespace Functron.Tests.Requests.Scanning;

/// <summary>Writes down what the scanner finds.</summary>
internal sealed class RecordedFields : IRequestFields
{
    private readonly List<(string Name, Func<string> Value)> _found = [];

    /// <summary>Name and value in order: a string with its text, anything else by its type and, if short, its JSON.</summary>
    public IReadOnlyList<string> Found => [.. _found.Select(found => $"{found.Name} = {found.Value()}")];

    public IFieldText? Text(string name)
    {
        if (name.StartsWith("skip", StringComparison.Ordinal))
        {
            _found.Add((name, () => "skipped"));
            return null;
        }

        var text = new RecordedText();
        _found.Add((name, () => $"\"{text}\""));
        return text;
    }

    public void Value(string name, JsonTokenType type, ReadOnlySpan<byte> value)
    {
        var json = type switch
        {
            JsonTokenType.StartObject => "{",
            JsonTokenType.StartArray => "[",
            _ => Encoding.UTF8.GetString(value),
        };
        _found.Add((name, () => json));
    }

    private sealed class RecordedText : IFieldText
    {
        private readonly MemoryStream _bytes = new();

        public ValueTask WriteAsync(ReadOnlyMemory<byte> utf8, CancellationToken cancellationToken)
        {
            _bytes.Write(utf8.Span);
            return ValueTask.CompletedTask;
        }

        public override string ToString() => new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(_bytes.ToArray());
    }
}
