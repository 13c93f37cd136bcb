// Ways to learn compared at equal work: each arm with its own best of several learning rates, chosen on the validation split, told on the held-out one.
//
// Names say what belongs together: ARM.RATE is a stage that learns, ARM.RATE.validated and ARM.RATE.measured are its evaluations; other stages whose
// names begin with ARM.RATE made its data, and their work counts too.

using System.Globalization;
using R1Sharp.App.Charts;
using R1Sharp.App.Runs;
using R1Sharp.App.Stages;
using R1Sharp.Learning;

namespace R1Sharp.App.Reports;

/// <summary>An arm of one seed with the rate that it did best with.</summary>
/// <param name="Name">The arm.</param>
/// <param name="Rate">The rate's name.</param>
/// <param name="PassAt1">Held-out pass@1, mean of the families.</param>
/// <param name="Flops">Counted work of the stages that belong to it.</param>
/// <param name="Curve">Held-out pass@1 over that work, in 10¹² operations, from the start on.</param>
sealed record BakedArm(string Name, string Rate, double PassAt1, double Flops, IReadOnlyList<ChartPoint> Curve);

/// <summary>Compares the arms of runs of one recipe.</summary>
static class BakeOff
{
    const string Start = "start.measured", Validated = "validated", Measured = "measured";
    const double Tera = 1e12;

    /// <summary>The arms of a run, each with its best rate, in the recipe's order.</summary>
    /// <param name="nodes">The recipe's stages.</param>
    /// <param name="root">The run's folder.</param>
    /// <exception cref="UserErrorException">A stage is not done.</exception>
    public static IReadOnlyList<BakedArm> Arms(IReadOnlyList<StageNode> nodes, string root)
    {
        var folder = RunFolder.ToRead(root);
        double start = PassAt1(folder, Start);
        return [.. nodes.Select(n => n.Name.Split('.')).Where(p => p is [_, _, Validated]).Select(p => (Arm: p[0], Rate: p[1])).GroupBy(p => p.Arm)
            .Select(arm => arm.MaxBy(p => PassAt1(folder, $"{p.Arm}.{p.Rate}.{Validated}")))
            .Select(best => Of(nodes, folder, best.Arm, best.Rate, start))];
    }

    /// <summary>
    /// The table in Markdown: best arm first. Seeds differ in their start more than arms do at their end, so that each arm is also held against
    /// the table's first, seed by seed.
    /// </summary>
    /// <param name="seeds">The arms of each seed.</param>
    public static string Table(IReadOnlyList<IReadOnlyList<BakedArm>> seeds)
    {
        var arms = ByName(seeds).OrderByDescending(g => g.Average(a => a.PassAt1)).ToList();
        return "| arm | held-out pass@1 | behind the first, in points | learning rate | work, 10¹² |\n|---|---|---|---|---|\n"
            + string.Concat(arms.Select(arm => $"| {arm.Key} | {OverSeeds([.. arm.Select(a => 100 * a.PassAt1)], "%")} "
            + $"| {(arm == arms[0] ? "" : OverSeeds(Behind(arms[0], arm), ""))} "
            + $"| {string.Join(", ", arm.Select(a => a.Rate))} | {(arm.Average(a => a.Flops) / Tera).ToString("0.0", CultureInfo.InvariantCulture)} |\n"));
    }

    /// <summary>The plot: accuracy over work, one line an arm, mean of the seeds.</summary>
    public static string Plot(IReadOnlyList<IReadOnlyList<BakedArm>> seeds) => LineChartSvg.Render(new LineChart
    {
        Title = "Ways to learn at equal work",
        Subtitle = $"held-out pass@1, {(seeds.Count == 1 ? "one seed" : $"mean of {seeds.Count} seeds")}, each arm with its best learning rate",
        X = new Axis { Title = "10¹² floating-point operations", Min = 0 },
        Y = new Axis { Title = "pass@1", Format = NumberFormat.Percent, Min = 0 },
        Series = [.. ByName(seeds).Select((arm, i) => new ChartSeries(arm.Key, MeanOf([.. arm.Select(a => a.Curve)])) { Style = Palette.Style(i) })],
        Width = 880,
        Height = 560,
    }, standalone: true);

    /// <summary>
    /// The mean of curves that have points at places of their own: at each of those places, straight lines between the points of each, as far as
    /// all of them go.
    /// </summary>
    internal static IReadOnlyList<ChartPoint> MeanOf(IReadOnlyList<IReadOnlyList<ChartPoint>> curves)
    {
        double end = curves.Min(c => c[^1].X);
        return [.. curves.SelectMany(c => c).Select(p => p.X).Where(x => x <= end).Distinct().Order()
            .Select(x => new ChartPoint(x, curves.Average(c => At(c, x))))];
    }

    static double At(IReadOnlyList<ChartPoint> curve, double x)
    {
        var after = curve.First(p => p.X >= x);
        if (after.X == x)
            return after.Y;
        var before = curve.Last(p => p.X < x);
        return before.Y + (after.Y - before.Y) * (x - before.X) / (after.X - before.X);
    }

    static IEnumerable<IGrouping<string, BakedArm>> ByName(IReadOnlyList<IReadOnlyList<BakedArm>> seeds) =>
        seeds.SelectMany(arms => arms).GroupBy(a => a.Name);

    static double[] Behind(IEnumerable<BakedArm> first, IEnumerable<BakedArm> arm) => [.. first.Zip(arm, (f, a) => 100 * (f.PassAt1 - a.PassAt1))];

    static BakedArm Of(IReadOnlyList<StageNode> nodes, RunFolder folder, string arm, string rate, double start)
    {
        string name = $"{arm}.{rate}";
        double pass = PassAt1(folder, $"{name}.{Measured}");
        var records = nodes.Where(n => n.Name == name || n.Name.StartsWith(name + ".", StringComparison.Ordinal))
            .Select(n => RecordOf(folder, n.Name)).ToList();
        double all = records.Sum(r => r.Cost?.Flops ?? 0), own = records.First(r => r.Name == name).Cost?.Flops ?? 0;
        List<ChartPoint> curve = [new(0, start)];
        curve.AddRange(OnTheWay(nodes.First(n => n.Name == name).Kind, folder.Stage(name), all - own, RecordOf(folder, name).Cost?.Parameters ?? 0));
        curve.Add(new(all / Tera, pass));
        return new BakedArm(arm, rate, pass, all, curve);
    }

    static IEnumerable<ChartPoint> OnTheWay(StageKind kind, StageFolder folder, double before, long parameters)
    {
        var cost = new StageCost(parameters, 0, 0);
        foreach (var line in MetricLine.Read(folder.Metrics))
            if (line.IsTrain)
                cost = cost.With(kind.Cost(line));
            else if (line.IsEvaluation)
                yield return new((before + cost.Flops) / Tera, Mean(line));
    }

    static double PassAt1(RunFolder folder, string stage)
    {
        RecordOf(folder, stage);
        return Mean(MetricLine.Read(folder.Stage(stage).Metrics).Last(l => l.IsEvaluation));
    }

    static double Mean(MetricLine line) => MetricLine.FamiliesOf(line).Average(f => line[MetricLine.KeyOf(f, "pass_at_1")]);

    static StageRecord RecordOf(RunFolder folder, string stage) => StageRecord.Read(folder.Stage(stage)) is { IsFinished: true } record ? record
        : throw new UserErrorException($"{folder.Stage(stage).Root}: the stage is not done; './r1 bakeoff' does what is missing.");

    static string OverSeeds(double[] values, string unit) =>
        string.Create(CultureInfo.InvariantCulture, $"{values.Average():0.0}{unit} ({values.Min():0.0}{unit} … {values.Max():0.0}{unit})");
}
