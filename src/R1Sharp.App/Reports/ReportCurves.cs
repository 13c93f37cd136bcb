// From the lines of metrics.jsonl to the curves of charts: over reinforcement steps, by family, over seeds.

using System.Globalization;
using R1Sharp.App.Charts;
using R1Sharp.App.Runs;

namespace R1Sharp.App.Reports;

/// <summary>
/// The curves of one or several runs of the same recipe. With one run a band is the confidence interval that the run
/// wrote down; with several a curve is the mean and its band reaches from the lowest to the highest run.
/// </summary>
sealed class ReportCurves
{
    readonly IReadOnlyList<RunLines> _runs;

    /// <param name="runs">At least one run.</param>
    public ReportCurves(IReadOnlyList<ReportRun> runs)
    {
        _runs = [.. runs.Select(RunLines.Of)];
        Families = [.. _runs.SelectMany(r => r.Evaluations).SelectMany(e => MetricLine.FamiliesOf(e.Line)).Distinct()];
        Marks = _runs[0].Marks;
    }

    /// <summary>The families of problems that were evaluated, in the order in which they first appear.</summary>
    public IReadOnlyList<string> Families { get; }

    /// <summary>Where each reinforcement stage begins, if there are several.</summary>
    public IReadOnlyList<ChartMark> Marks { get; }

    /// <summary>Number of runs.</summary>
    public int RunCount => _runs.Count;

    /// <summary>A number of the evaluations of one family over reinforcement steps; empty where it was not measured.</summary>
    public IReadOnlyList<ChartPoint> Evaluation(string family, string metric) =>
        Combined(run => run.Evaluations.Select(e => PointOf(e.X, e.Line, MetricLine.KeyOf(family, metric))));

    /// <summary>A number of the reinforcement steps; empty where it was not logged.</summary>
    public IReadOnlyList<ChartPoint> Reinforcement(string metric) =>
        Combined(run => run.Reinforcement.Select(e => new ChartPoint(e.X, e.Line[metric])));

    /// <summary>A number of the steps of the stages that predict the next token, over their own steps.</summary>
    public IReadOnlyList<ChartPoint> Supervised(string stage, string metric) =>
        Combined(run => run.Supervised.Where(l => l.Stage == stage).Select(l => new ChartPoint(l.Step, l[metric])));

    /// <summary>Names of the stages that predict the next token, in their order.</summary>
    public IReadOnlyList<string> SupervisedStages => [.. _runs[0].Supervised.Select(l => l.Stage).Distinct()];

    /// <summary>A number of a stage of preference training, by its own steps.</summary>
    public IReadOnlyList<ChartPoint> Preference(string stage, string metric) =>
        Combined(run => run.Preference.Where(l => l.Stage == stage).Select(l => new ChartPoint(l.Step, l[metric])));

    /// <summary>The stages of preference training, in the first run's order.</summary>
    public IReadOnlyList<string> PreferenceStages => [.. _runs[0].Preference.Select(l => l.Stage).Distinct()];

    /// <summary>Names of all numbers logged by the reinforcement steps that begin with a prefix, in their order.</summary>
    public IReadOnlyList<string> ReinforcementNames(string prefix) =>
        [.. _runs.SelectMany(r => r.Reinforcement).SelectMany(e => e.Line.Values.Keys).Where(k => k.StartsWith(prefix, StringComparison.Ordinal)).Distinct()];

    /// <summary>
    /// A mean over a window of neighbours on both sides, as wide as about a twentieth of the curve: the trend of numbers
    /// that jump from step to step; towards both ends the window shrinks, so that a steep beginning stays steep. Bands are
    /// left away.
    /// </summary>
    public static IReadOnlyList<ChartPoint> Smoothed(IReadOnlyList<ChartPoint> points)
    {
        var smooth = new ChartPoint[points.Count];
        for (int i = 0; i < smooth.Length; i++)
        {
            int half = Math.Min(points.Count / 40, Math.Min(i, points.Count - 1 - i));
            double mean = Enumerable.Range(i - half, 2 * half + 1).Select(j => points[j].Y).Where(double.IsFinite).DefaultIfEmpty(double.NaN).Average();
            smooth[i] = new ChartPoint(points[i].X, mean);
        }
        return smooth;
    }

    /// <summary>The largest k for which a family was evaluated under "cons_at_k" or "pass_at_k"; 1 where there is none larger.</summary>
    public int LargestK(string family, string prefix) => EvaluationNames(MetricLine.KeyOf(family, prefix))
        .Select(n => int.TryParse(n, NumberStyles.None, CultureInfo.InvariantCulture, out int k) ? k : 1).Append(1).Max();

    /// <summary>A number of the evaluations of one level of a family over reinforcement steps.</summary>
    public IReadOnlyList<ChartPoint> Level(string family, string level, string metric) =>
        Combined(run => run.Evaluations.Select(e => PointOf(e.X, e.Line, $"levels/{family}/{level}/{metric}")));

    /// <summary>The levels of difficulty that a family was evaluated by, the easiest first.</summary>
    public IReadOnlyList<string> LevelsOf(string family) =>
        [.. EvaluationNames($"levels/{family}/").Select(n => n.Split('/')[0]).Distinct().OrderBy(l => l.Length).ThenBy(l => l, StringComparer.Ordinal)];

    /// <summary>A number of the evaluations of the questions in one language over reinforcement steps.</summary>
    public IReadOnlyList<ChartPoint> Language(string language, string metric) =>
        Combined(run => run.Evaluations.Select(e => PointOf(e.X, e.Line, $"languages/{language}/{metric}")));

    /// <summary>The languages of the questions, in order.</summary>
    public IReadOnlyList<string> Languages => [.. EvaluationNames("languages/").Select(n => n.Split('/')[0]).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>Tokens computed per second of the reinforcement steps: read, sampled and learned from.</summary>
    public IReadOnlyList<ChartPoint> Speed() => Combined(run => run.Reinforcement.Select(e =>
        new ChartPoint(e.X, (e.Line["prompt_tokens"] + e.Line["sampled_tokens"] + e.Line["updated_tokens"]) / e.Line.Seconds)));

    IEnumerable<string> EvaluationNames(string prefix) => _runs.SelectMany(r => r.Evaluations).SelectMany(e => e.Line.Values.Keys)
        .Where(k => k.StartsWith(prefix, StringComparison.Ordinal)).Select(k => k[prefix.Length..]).Distinct();

    static ChartPoint PointOf(double x, MetricLine line, string key)
    {
        double low = line[key + "_low"], high = line[key + "_high"];
        return new ChartPoint(x, line[key], double.IsFinite(low) ? low : null, double.IsFinite(high) ? high : null);
    }

    IReadOnlyList<ChartPoint> Combined(Func<RunLines, IEnumerable<ChartPoint>> curveOf)
    {
        var curves = _runs.Select(r => curveOf(r).Where(p => double.IsFinite(p.Y)).GroupBy(p => p.X).ToDictionary(g => g.Key, g => g.Last())).ToList();
        if (curves.Count == 1)
            return [.. curves[0].Values.OrderBy(p => p.X)];
        // Only positions that every run has: a mean over fewer runs would jump where one of them ends.
        return [.. curves[0].Keys.Where(x => curves.TrueForAll(c => c.ContainsKey(x))).Order().Select(x => Combined(x, [.. curves.Select(c => c[x].Y)]))];
    }

    static ChartPoint Combined(double x, double[] values) => new(x, values.Average(), values.Min(), values.Max());
}
