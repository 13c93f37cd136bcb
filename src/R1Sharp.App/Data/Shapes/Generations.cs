// Rows with many completions of one problem and columns that say which are right, as open-r1/OpenR1-Math-220k has them.

using System.Text.Json;
using R1Sharp.App.Data.Rows;

namespace R1Sharp.App.Data.Shapes;

/// <summary>Reads verdicts.</summary>
static class Generations
{
    static readonly string[] s_verdicts = ["correctness_math_verify", "correctness_llama", "correctness", "correct", "is_correct", "right"];

    /// <summary>
    /// Whether each generation is right: one verdict that says so is enough, as one grader's failure to read an answer is not its fault.
    /// Without verdicts all are.
    /// </summary>
    public static IReadOnlyList<bool> Right(JsonLine row)
    {
        int count = row.Needed("generations").GetArrayLength();
        var verdicts = s_verdicts.Select(row.Column).Where(v => v is { ValueKind: JsonValueKind.Array } list && list.GetArrayLength() == count)
            .Select(v => v!.Value).ToList();
        return [.. Enumerable.Range(0, count)
            .Select(i => verdicts.Count == 0
            || verdicts.Exists(v => v[i].ValueKind == JsonValueKind.True || v[i].ValueKind == JsonValueKind.Number && v[i].GetDouble() >= 1))];
    }

    /// <summary>The share of a row's generations that are right, or its column "pass_rate" and the like; null where it has neither.</summary>
    public static double? PassRate(JsonLine row)
    {
        foreach (string name in (string[])["pass_rate", "pass_rate_mean", "mean_reward", "correctness_rate"])
            if (row.Column(name) is { ValueKind: JsonValueKind.Number } rate)
                return rate.GetDouble();
        if (row.Column("generations") is { ValueKind: JsonValueKind.Array } list && list.GetArrayLength() > 0
            && s_verdicts.Any(v => row.Column(v) is { ValueKind: JsonValueKind.Array }))
            return Right(row).Average(right => right ? 1.0 : 0);
        return s_verdicts.Select(row.Column).FirstOrDefault(v => v is { ValueKind: JsonValueKind.Array } verdicts && verdicts.GetArrayLength() > 0) is { } alone
            ? alone.EnumerateArray().Average(v => v.ValueKind == JsonValueKind.True ? 1.0 : v.ValueKind == JsonValueKind.Number
                ? Math.Clamp(v.GetDouble(), 0, 1) : 0) : null;
    }
}
