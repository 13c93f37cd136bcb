// Reinforcement stages that began with the same model, side by side: which way of learning learns faster from there.

using R1Sharp.App.Charts;
using R1Sharp.App.Runs;
using R1Sharp.App.Stages;

namespace R1Sharp.App.Reports;

/// <summary>The stages of reinforcement that share a base, where there are several; each over its own steps.</summary>
/// <param name="Base">The stage that they began with.</param>
/// <param name="Stages">Their names, in the run's order.</param>
sealed record Branch(string Base, IReadOnlyList<string> Stages);

/// <summary>The curves of branches, of one run or as means over several runs of the same recipe.</summary>
/// <param name="runs">At least one run.</param>
sealed class BranchCurves(IReadOnlyList<ReportRun> runs)
{
    /// <summary>The bases that at least two stages of reinforcement began with.</summary>
    public IReadOnlyList<Branch> Branches { get; } =
        [.. runs[0].Metrics.Where(l => runs[0].IsStepOf(StageCurves.Reinforcement, l)).Select(l => l.Stage).Distinct()
        .GroupBy(stage => runs[0].Starts.GetValueOrDefault(stage, stage)).Where(g => g.Count() > 1).Select(g => new Branch(g.Key, [.. g]))];

    /// <summary>Right answers among the completions sampled at each step of a stage.</summary>
    public IReadOnlyList<ChartPoint> Training(string stage) => Mean(run =>
        run.Metrics.Where(l => l.Stage == stage && run.IsStepOf(StageCurves.Reinforcement, l)).Select(l => new ChartPoint(l.Step, l["accuracy"])));

    /// <summary>
    /// Held-out pass@1 over a stage's steps, the mean over the families: its evaluations on the way, before them that of the base
    /// and after them its own, where these are stages.
    /// </summary>
    public IReadOnlyList<ChartPoint> HeldOut(string stage) => Mean(run => run.Around(stage).Select(p => new ChartPoint(p.X, Accuracy(p.Line))));

    static double Accuracy(MetricLine line) =>
        MetricLine.FamiliesOf(line).Select(f => line[MetricLine.KeyOf(f, "pass_at_1")]).Where(double.IsFinite).DefaultIfEmpty(double.NaN).Average();

    // Only positions that every run has, as in ReportCurves; without bands, which would hide one another.
    IReadOnlyList<ChartPoint> Mean(Func<ReportRun, IEnumerable<ChartPoint>> curveOf)
    {
        var curves = runs.Select(r => curveOf(r).Where(p => double.IsFinite(p.Y)).GroupBy(p => p.X).ToDictionary(g => g.Key, g => g.Last().Y)).ToList();
        return [.. curves[0].Keys.Where(x => curves.TrueForAll(c => c.ContainsKey(x))).Order().Select(x => new ChartPoint(x, curves.Average(c => c[x])))];
    }
}

/// <summary>Draws branches.</summary>
static class BranchFigure
{
    static readonly Axis Share = new() { Format = NumberFormat.Percent, Min = 0 };

    /// <summary>One figure for each base: accuracy in training, and of held-out problems where they were asked, one line a stage.</summary>
    public static IReadOnlyList<PanelFigure> Of(BranchCurves curves, int runCount) => [.. curves.Branches.Select(branch => new PanelFigure
    {
        Title = branch.Base == "model" ? "Reinforcement of the same model" : $"Reinforcement from the same base: {branch.Base}",
        Subtitle = $"Each line is a stage, over its own steps{(runCount > 1 ? $"; mean of {runCount} runs" : "")}.",
        Panels = [.. new[]
        {
            Panel("Right answers in training (trend)", branch, stage => Trend(curves.Training(stage))),
            Panel("Held-out pass@1, mean over the families", branch, curves.HeldOut),
        }.Where(p => p.Series.Count > 0)],
        SharedLegend = false,
        Columns = 2,
        Width = 1120,
        PanelHeight = Math.Max(300, 60 + 24 * branch.Stages.Count),
    })];

    static LineChart Panel(string title, Branch branch, Func<string, IReadOnlyList<ChartPoint>> curveOf) => new()
    {
        Title = title,
        X = new Axis { Title = "step of the stage" },
        Y = Share,
        Series = [.. branch.Stages.Select((stage, i) => new ChartSeries(stage, curveOf(stage)) { Color = i, Style = Palette.Style(i) })
            .Where(s => s.Points.Count > 1)],
    };

    // A step asks few problems: the mean of five neighbours, fewer towards both ends.
    static IReadOnlyList<ChartPoint> Trend(IReadOnlyList<ChartPoint> points) => [.. points.Select((p, i) =>
    {
        int half = Math.Min(2, Math.Min(i, points.Count - 1 - i));
        return new ChartPoint(p.X, points.Skip(i - half).Take(2 * half + 1).Average(q => q.Y));
    })];
}
