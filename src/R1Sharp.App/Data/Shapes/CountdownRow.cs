// TinyZero's rows (Jiayi-Pan/Countdown-Tasks-3to4): numbers and a target. The question is TinyZero's; as gold answer an expression is looked for.
// https://github.com/Jiayi-Pan/TinyZero, examples/data_preprocess/countdown.py

using System.Globalization;
using System.Text.Json;
using R1Sharp.App.Data.Rows;
using R1Sharp.Learning;

namespace R1Sharp.App.Data.Shapes;

/// <summary>A Countdown task.</summary>
/// <param name="Numbers">The numbers, each to be used once.</param>
/// <param name="Target">What they are to make.</param>
sealed record CountdownRow(IReadOnlyList<long> Numbers, long Target)
{
    const int MostNumbers = 6;

    /// <summary>Names the family, which chooses the checker.</summary>
    public const string Family = "countdown";

    // In verl's form the task stands in the gold answer.
    static readonly (string Numbers, string Target)[] s_columns =
        [("nums", "target"), ("reward_model.ground_truth.numbers", "reward_model.ground_truth.target")];

    /// <summary>The columns of the numbers and of what they are to make; null where a row has none.</summary>
    public static (string Numbers, string Target)? Columns(JsonLine row)
    {
        foreach (var columns in s_columns)
            if (row.Column(columns.Numbers) is { ValueKind: JsonValueKind.Array } && row.Column(columns.Target) is { ValueKind: JsonValueKind.Number })
                return columns;
        return null;
    }

    /// <summary>Reads a row.</summary>
    /// <exception cref="UserErrorException">Its numbers are none.</exception>
    public static CountdownRow Of(JsonLine row)
    {
        var (nums, target) = Columns(row) ?? s_columns[0];
        long[] numbers = [.. row.Needed(nums).EnumerateArray().Select(n => (long)row.Whole(n, nums))];
        return numbers.Length is >= 1 and <= MostNumbers ? new(numbers, row.Whole(row.Needed(target), target))
            : throw row.Error($"'{nums}' holds {numbers.Length} numbers, but a Countdown task has between 1 and {MostNumbers}.");
    }

    /// <summary>What is asked.</summary>
    public string Question => string.Create(CultureInfo.InvariantCulture,
        $"Using the numbers [{string.Join(", ", Numbers)}], create an equation that equals {Target}. You can use basic arithmetic operations (+, -, *, /) "
            + $"and each number can only be used once.");

    /// <summary>An expression of all numbers that makes the target; null where there is none.</summary>
    public string? Solution() => Solve([.. Numbers.Select(n => new Part(n, 1, n.ToString(CultureInfo.InvariantCulture)))]);

    // Two parts become one, until one is left.
    string? Solve(List<Part> parts)
    {
        if (parts.Count == 1)
            return parts[0].Numerator == Target * parts[0].Denominator ? parts[0].Text : null;
        for (int i = 0; i < parts.Count; i++)
            for (int j = 0; j < parts.Count; j++)
                if (i != j && Joined(parts[i], parts[j], i < j).Select(part => Solve([part, .. parts.Where((_, k) => k != i && k != j)]))
                    .FirstOrDefault(found => found is not null) is { } solution)
                    return solution;
        return null;
    }

    static IEnumerable<Part> Joined(Part a, Part b, bool isFirst)
    {
        if (isFirst)
        {
            yield return new(a.Numerator * b.Denominator + b.Numerator * a.Denominator, a.Denominator * b.Denominator, $"({a.Text} + {b.Text})");
            yield return new(a.Numerator * b.Numerator, a.Denominator * b.Denominator, $"({a.Text} * {b.Text})");
        }
        yield return new(a.Numerator * b.Denominator - b.Numerator * a.Denominator, a.Denominator * b.Denominator, $"({a.Text} - {b.Text})");
        if (b.Numerator != 0)
            yield return new(a.Numerator * b.Denominator, a.Denominator * b.Numerator, $"({a.Text} / {b.Text})");
    }

    readonly record struct Part(long Numerator, long Denominator, string Text);
}
