// G-Pass@k and mG-Pass@k (arXiv 2412.13147): how surely a model solves what it can solve. Shown by `r1 evaluate --g-pass K`.

using System.Globalization;
using System.Text.Json.Nodes;
using R1Sharp.Learning;
using R1Sharp.Learning.Training.Evaluation;

namespace R1Sharp.App.Commands;

/// <summary>The figures of one evaluation.</summary>
/// <param name="K">Samples of a draw.</param>
/// <param name="ByFamily">Means over the problems of each family: at each threshold, and mG-Pass@k.</param>
sealed record GPassFigures(int K, IReadOnlyList<(string Family, IReadOnlyList<double> AtThresholds, double Mean)> ByFamily)
{
    // The paper's.
    static readonly double[] s_thresholds = [0.25, 0.5, 0.75, 1];

    /// <summary>Computes them.</summary>
    /// <exception cref="UserErrorException">A problem has fewer samples than a draw.</exception>
    public static GPassFigures Of(EvaluationResult result, int k)
    {
        RequireSamples(k, result.Problems.Min(p => p.Samples.Count));
        return new(k, [.. result.Problems.GroupBy(p => p.Problem.Family).OrderBy(g => g.Key, StringComparer.Ordinal).Select(family => (family.Key,
            (IReadOnlyList<double>)[.. s_thresholds.Select(t => family.Average(p => SampleStatistics.GPassAtK(p.Samples.Count, p.RightCount, k, t)))],
            family.Average(p => SampleStatistics.MeanGPassAtK(p.Samples.Count, p.RightCount, k))))]);
    }

    /// <summary>There are enough samples for a draw.</summary>
    /// <exception cref="UserErrorException">There are fewer.</exception>
    public static void RequireSamples(int k, int least)
    {
        if (k > least)
            throw new UserErrorException(
                $"--g-pass {k} draws {k} of the samples of a problem, but there are {least}: ask for more with --samples (the paper takes three times as "
                + $"many), or give a smaller number.");
    }

    /// <summary>A line for each family.</summary>
    public string Text() => string.Join('\n', ByFamily.Select(f => $"{f.Family}: "
        + string.Join(", ", s_thresholds.Zip(f.AtThresholds, (t, value) => $"G-Pass@{K} at {Number(t)} {Percent(value)}"))
            + $", mG-Pass@{K} {Percent(f.Mean)}"));

    /// <summary>Adds them to the families of an evaluation's numbers.</summary>
    public void AddTo(JsonObject families)
    {
        foreach (var (family, at, mean) in ByFamily)
        {
            for (int i = 0; i < s_thresholds.Length; i++)
                families[family]![$"g_pass_at_{K}_{Number(s_thresholds[i])}"] = Math.Round(at[i], 6);
            families[family]![$"mg_pass_at_{K}"] = Math.Round(mean, 6);
        }
    }

    static string Percent(double share) => Number(Math.Round(share * 100, 1)) + " %";

    static string Number(double value) => value.ToString(CultureInfo.InvariantCulture);
}
