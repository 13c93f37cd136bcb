// The gold answer inside a data set's answer column: as it is, or behind GSM8K's "####".

using System.Text.Json;
using System.Text.RegularExpressions;
using R1Sharp.Learning.Rewards.Reading;

namespace R1Sharp.App.Data.Rows;

/// <summary>Finds the gold answer of a line.</summary>
static partial class GoldAnswer
{
    /// <summary>
    /// The final answer in an answer's text: what follows the last "####" (<see cref="GoldMark"/>), else the last box of a
    /// solution, else the text itself.
    /// </summary>
    public static string Final(string text) => GoldMark.Last(text) is { } mark ? WithoutThousands(mark.Answer) : AnswerFinder.LastBox(text) ?? text.Trim();

    /// <summary>What stands before the final answer: the reasoning; empty where there is none.</summary>
    public static string Reasoning(string text)
    {
        return GoldMark.Last(text) is { } mark ? text[..mark.Start].TrimEnd() : "";
    }

    /// <summary>A column's value as text: 27.0 is "27", a list of one is its element; null where it is neither text nor number.</summary>
    public static string? Text(JsonElement value) => value.ValueKind == JsonValueKind.Array && value.GetArrayLength() != 1 ? null : GoldText.Of(value);

    static string WithoutThousands(string number) =>
        Thousands().IsMatch(number) ? number.Replace(",", "") : number;

    // "0,1" and "3,5,7" are lists.
    [GeneratedRegex(@"^-?[1-9][0-9]{0,2}(,[0-9]{3})+(\.[0-9]+)?$")]
    private static partial Regex Thousands();
}
