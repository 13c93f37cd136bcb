// Which rows of data are taken: ability=math, data_source!=code, extra_info.difficulty<8.

using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using R1Sharp.Learning;
using R1Sharp.Learning.Rewards.Reading;

namespace R1Sharp.App.Data.Rows;

/// <summary>A condition on a column. A row without the column has no value: nothing equals it, and nothing is above or below it.</summary>
/// <param name="Column">The column, or a path to it.</param>
/// <param name="Sign">=, !=, &lt;, &lt;=, &gt; or &gt;=.</param>
/// <param name="Value">What it is compared with: as a number where both are, else as a text.</param>
sealed partial record RowCondition(string Column, string Sign, string Value)
{
    /// <summary>Reads a condition.</summary>
    /// <exception cref="UserErrorException">It is none.</exception>
    public static RowCondition Parse(string text)
    {
        if (Written().Match(text) is not { Success: true } match)
            throw new UserErrorException($"'{text}' is no condition on a column: write column=value, with =, !=, <, <=, > or >=.");
        var condition = new RowCondition(match.Groups["column"].Value.Trim(), match.Groups["sign"].Value, match.Groups["value"].Value.Trim());
        return condition.Sign is "=" or "!=" || NumberOf(condition.Value) is not null ? condition
            : throw new UserErrorException($"'{text}' compares with '{condition.Value}', which is no number.");
    }

    /// <summary>Whether a row is taken.</summary>
    public bool Holds(JsonLine row)
    {
        string? text = row.Column(Column) is not { } value ? null
            : value.ValueKind is JsonValueKind.Array or JsonValueKind.Object ? value.GetRawText() : GoldText.Of(value);
        if (NumberOf(text) is { } number && NumberOf(Value) is { } bound)
            return Sign switch
            {
                "=" => number == bound,
                "!=" => number != bound,
                "<" => number < bound,
                "<=" => number <= bound,
                ">" => number > bound,
                _ => number >= bound,
            };
        return Sign == "!=" ? text != Value : Sign == "=" && text == Value;
    }

    static double? NumberOf(string? text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number : null;

    [GeneratedRegex(@"^(?<column>[^=!<>]+)(?<sign>!=|<=|>=|=|<|>)(?<value>.*)$", RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex Written();
}
