// Inputs that have fooled graders, collected after public reports: ../shared/cases/graders.jsonl, one a line with what is expected of it.

using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace R1Sharp.Tests.Commands;

/// <summary>An input.</summary>
/// <param name="Line">Where it stands, from 1.</param>
/// <param name="Kind">What it tries, e.g. "F01 …".</param>
/// <param name="Command">What is run.</param>
/// <param name="Input">What comes on standard input.</param>
/// <param name="Expect">What is expected, in words of a small language.</param>
/// <param name="Files">The files beside it.</param>
sealed partial record GraderCase(int Line, string Kind, string Command, string Input, string Expect, IReadOnlyDictionary<string, string> Files)
{
    /// <summary>The first word of the kind.</summary>
    public string Name => Kind.Split(' ')[0];

    /// <summary>Where the cases are.</summary>
    public static string Path => System.IO.Path.Combine(Environment.GetEnvironmentVariable("R1SHARP_SHARED") ?? System.IO.Path.Combine(Cli.Home, "..", "shared"), "cases", "graders.jsonl");

    /// <summary>All of them.</summary>
    public static IReadOnlyList<GraderCase> Read() => [.. File.ReadLines(Path).Select((text, i) => Of(i + 1, JsonNode.Parse(Marked(text))!))];

    static GraderCase Of(int line, JsonNode value) => new(line, (string)value["kind"]!, (string)value["command"]!, (string?)value["stdin"] ?? "", (string)value["expect"]!,
        value["files"]?.AsObject().ToDictionary(f => f.Key, f => (string)f.Value!) ?? []);

    // Half a surrogate pair from U+DC80 on stands for a byte that is no UTF-8, as Python writes it; .NET's own reader refuses it.
    static string Marked(string json) => LoneByte().Replace(json, "$1\\uE0$2");

    /// <summary>Writes the files into a folder.</summary>
    public void WriteFiles(string folder)
    {
        foreach (var (name, text) in Files)
            File.WriteAllBytes(System.IO.Path.Combine(folder, name), [.. text.EnumerateRunes().SelectMany(Bytes)]);
    }

    static byte[] Bytes(Rune rune) => rune.Value is >= 0xE080 and <= 0xE0FF ? [(byte)rune.Value] : Encoding.UTF8.GetBytes(rune.ToString());

    [GeneratedRegex(@"(?<!\\)((?:\\\\)*)(?<!\\u[dD][89abAB][0-9a-fA-F]{2})\\u[dD][cC]([89a-fA-F][0-9a-fA-F])")]
    private static partial Regex LoneByte();
}
