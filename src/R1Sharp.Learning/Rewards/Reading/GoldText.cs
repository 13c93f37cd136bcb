// Gold answers as data sets hold them: a text, a number, a list of one or of several, or such a list printed by Python.

using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace R1Sharp.Learning.Rewards.Reading;

/// <summary>Reads gold answers that are not plain texts.</summary>
static partial class GoldText
{
    /// <summary>
    /// A value as text: 27.0 is "27" (data sets made with pandas write whole numbers so), a list is its elements with commas
    /// between them; null for null, objects and lists that hold them.
    /// </summary>
    public static string? Of(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number => Number(value),
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        JsonValueKind.Array when value.GetArrayLength() > 0 => Joined([.. value.EnumerateArray().Select(Of)]),
        _ => null,
    };

    /// <summary>"['70']" is 70 and "['1', '2']" is 1, 2, as Python prints lists of texts; any other text stays as it is.</summary>
    public static string WithoutPython(string text) => text.Length < 4 || text[0] != '[' || Printed().Match(text) is not { Success: true } match
        ? text : string.Join(", ", match.Groups["element"].Captures.Select(element => element.Value.Replace("\\'", "'").Replace("\\\\", "\\")));

    static string? Joined(string?[] elements) => elements.Contains(null) ? null : string.Join(", ", elements);

    static string Number(JsonElement value) => value.TryGetDecimal(out decimal exact) && decimal.IsInteger(exact)
        ? decimal.Truncate(exact).ToString(CultureInfo.InvariantCulture)
        : value.GetRawText();

    [GeneratedRegex(
        @"\A\[\s*('(?<element>([^'\\]|\\.)*)'|""(?<element>([^""\\]|\\.)*)"")"
        + @"(\s*,\s*('(?<element>([^'\\]|\\.)*)'|""(?<element>([^""\\]|\\.)*)""))*\s*,?\s*\]\s*\z", RegexOptions.ExplicitCapture)]
    private static partial Regex Printed();
}
