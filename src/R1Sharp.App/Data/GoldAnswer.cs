// The gold answer inside a data set's answer column: as it is, or behind GSM8K's "####".

using System.Globalization;
using System.Text.Json;

namespace R1Sharp.App.Data;

/// <summary>Finds the gold answer of a line.</summary>
public static class GoldAnswer
{
    const string Gsm8kMark = "####";

    /// <summary>The final answer in an answer's text: what follows the last "####" (GSM8K), else the text itself.</summary>
    public static string Final(string text)
    {
        int mark = text.LastIndexOf(Gsm8kMark, StringComparison.Ordinal);
        return mark < 0 ? text.Trim() : WithoutThousands(text[(mark + Gsm8kMark.Length)..].Trim());
    }

    /// <summary>What stands before the final answer: the reasoning; empty where there is none.</summary>
    public static string Reasoning(string text)
    {
        int mark = text.LastIndexOf(Gsm8kMark, StringComparison.Ordinal);
        return mark < 0 ? "" : text[..mark].TrimEnd();
    }

    /// <summary>A column's value as text: 27.0 is "27", a list of one is its element; null where it is neither text nor number.</summary>
    public static string? Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number => Number(value),
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        JsonValueKind.Array when value.GetArrayLength() == 1 => Text(value[0]),
        _ => null,
    };

    // Data sets made with pandas write whole numbers as 27.0.
    static string Number(JsonElement value) => value.TryGetDecimal(out decimal exact) && decimal.IsInteger(exact)
        ? decimal.Truncate(exact).ToString(CultureInfo.InvariantCulture)
        : value.GetRawText();

    static string WithoutThousands(string number) =>
        number.All(c => char.IsAsciiDigit(c) || c is ',' or '-' or '.') ? number.Replace(",", "") : number;
}
