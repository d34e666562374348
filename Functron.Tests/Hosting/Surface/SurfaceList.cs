using System.Text.RegularExpressions;

namespace Functron.Tests.Hosting.Surface;

/// <summary>The listed public surface of the isolated worker's packages: see the head of azure-surface.txt for its source.</summary>
internal sealed partial class SurfaceList
{
    private SurfaceList(IReadOnlyDictionary<string, SurfaceType> types, string text)
    {
        Types = types;
        Text = text;
    }

    /// <summary>By full name, as the list writes it.</summary>
    public IReadOnlyDictionary<string, SurfaceType> Types { get; }

    public string Text { get; }

    public static SurfaceList Load()
    {
        using var stream = typeof(SurfaceList).Assembly.GetManifestResourceStream("azure-surface.txt")
            ?? throw new InvalidOperationException("The list is not embedded.");
        using var reader = new StreamReader(stream);
        return Parse(reader.ReadToEnd());
    }

    /// <summary>A line at the margin begins a type, the indented ones below it are its members.</summary>
    public static SurfaceList Parse(string text)
    {
        var types = new Dictionary<string, SurfaceType>();
        List<string>? members = null;
        foreach (var line in text.Split('\n').Select(l => l.TrimEnd()).Where(l => l.Length > 0 && l[0] != '#'))
        {
            if (line[0] == ' ')
            {
                (members ?? throw new FormatException($"A member without a type: {line}")).Add(line.Trim());
                continue;
            }

            members = [];
            var name = TypeName().Match(line).Groups["name"].Value;
            types.Add(name, new SurfaceType(name, line, members));
        }

        // The head of the list names the properties that only an initialiser can set.
        foreach (Match only in InitOnly().Matches(text))
        {
            var type = types.Values.Single(t => t.Name.EndsWith($".{only.Groups["type"].Value}", StringComparison.Ordinal));
            var member = $"{only.Groups["of"].Value} {only.Groups["name"].Value} {{ init; }}";
            types[type.Name] = type with { Members = [.. type.Members, member] };
        }

        return new SurfaceList(types, text);
    }

    [GeneratedRegex(@"(?<type>\w+)\.(?<name>\w+) \((?<of>[^()]+), init\)")]
    private static partial Regex InitOnly();

    [GeneratedRegex(@"\b(class|struct|record|enum|delegate) (?<name>[^\s:]+)")]
    private static partial Regex TypeName();
}

/// <param name="Header">Modifiers, kind, full name and base type.</param>
/// <param name="Members">One signature each.</param>
internal sealed record SurfaceType(string Name, string Header, IReadOnlyList<string> Members);
