// Sorts the lines of a run's metrics by what they measure and gives each its place on the axis of reinforcement steps.

using R1Sharp.App.Charts;
using R1Sharp.App.Runs;
using R1Sharp.App.Stages;

namespace R1Sharp.App.Reports;

/// <summary>A line and the number of reinforcement steps that the model had behind it.</summary>
readonly record struct PlacedLine(double X, MetricLine Line);

/// <summary>The lines of one run, sorted. Reinforcement and its evaluations are those of the stages that led to the result.</summary>
/// <param name="Evaluations">Evaluations, by reinforcement steps behind them.</param>
/// <param name="Reinforcement">Reinforcement steps, counted through all reinforcement stages.</param>
/// <param name="Supervised">Steps of next-token prediction, by their own steps.</param>
/// <param name="Preference">Steps of preference training, by their own steps.</param>
/// <param name="Marks">Where each reinforcement stage begins; empty when there is only one.</param>
sealed record RunLines(IReadOnlyList<PlacedLine> Evaluations, IReadOnlyList<PlacedLine> Reinforcement,
    IReadOnlyList<MetricLine> Supervised, IReadOnlyList<MetricLine> Preference, IReadOnlyList<ChartMark> Marks)
{
    /// <summary>Sorts the lines of a run.</summary>
    public static RunLines Of(ReportRun run)
    {
        var lines = run.Metrics.Where(l => run.IsOnLine(l.Stage)).ToList();
        var reinforced = lines.Where(l => run.IsStepOf(StageCurves.Reinforcement, l)).ToList();
        var stages = reinforced.GroupBy(l => l.Stage).Select(g => (Name: g.Key, Steps: g.Max(l => l.Step) + 1)).ToList();
        var starts = new Dictionary<string, int>();
        int total = 0;
        foreach (var (name, steps) in stages)
        {
            starts[name] = total;
            total += steps;
        }
        return new RunLines(Place(run, lines, starts), [.. reinforced.Select(l => new PlacedLine(starts[l.Stage] + l.Step, l))],
            [.. run.Metrics.Where(l => run.IsStepOf(StageCurves.Loss, l))], [.. run.Metrics.Where(l => run.IsStepOf(StageCurves.Preference, l))],
            stages.Count < 2 ? [] : [.. stages.Select(s => new ChartMark(starts[s.Name], s.Name))]);
    }

    // An evaluation inside a reinforcement stage stands at its step; one outside stands where the last such stage ended.
    static List<PlacedLine> Place(ReportRun run, IReadOnlyList<MetricLine> lines, Dictionary<string, int> starts)
    {
        var placed = new List<PlacedLine>();
        double x = 0;
        foreach (var line in lines)
        {
            if (run.IsStepOf(StageCurves.Reinforcement, line))
                x = starts[line.Stage] + line.Step + 1;
            else if (line.IsEvaluation)
                placed.Add(new PlacedLine(starts.TryGetValue(line.Stage, out int start) ? start + line.Step : x, line));
        }
        return placed;
    }
}
