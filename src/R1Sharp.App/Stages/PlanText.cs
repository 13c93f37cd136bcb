// The plan of a run in words: a line a stage.

using System.Globalization;

namespace R1Sharp.App.Stages;

/// <summary>Writes plans.</summary>
static class PlanText
{
    /// <summary>A heading with the totals, then each stage: where its model comes from, its tokens, its time.</summary>
    public static IEnumerable<string> Lines(IReadOnlyList<PlannedStage> plan)
    {
        var left = plan.Where(s => !s.IsDone).ToList();
        int width = plan.Max(s => s.Node.Name.Length), startWidth = plan.Max(s => Start(s).Length);
        yield return string.Create(CultureInfo.InvariantCulture,
            $"{plan.Count} {(plan.Count == 1 ? "stage" : "stages")}{(left.Count < plan.Count ? $", {plan.Count - left.Count} of them done" : "")}: about "
                + $"{StageClock.Words(TimeSpan.FromSeconds(left.Sum(s => s.Seconds)))} and {left.Select(s => s.Bytes).DefaultIfEmpty().Max() / 1e9:0.0} GB "
                + $"(estimates)");
        foreach (var stage in plan)
            yield return string.Create(CultureInfo.InvariantCulture,
                $"  {stage.Node.Name.PadRight(width)}  {Start(stage).PadRight(startWidth)}  {stage.Tokens / 1e6,7:0.0} M tokens  "
                    + $"{(stage.IsDone ? "done" : StageClock.Words(TimeSpan.FromSeconds(stage.Seconds)))}");
    }

    static string Start(PlannedStage stage)
    {
        string from = stage.Node.Start is { } start ? $"from {start.Name}"
            : string.Create(CultureInfo.InvariantCulture, $"network of {stage.Parameters / 1e6:0.0} M");
        if (stage.Learned < stage.Parameters)
            from += string.Create(CultureInfo.InvariantCulture, $", {stage.Learned / 1e6:0.0} M learn");
        return stage.Node.Data.Count == 0 ? from : $"{from}, data of {string.Join(", ", stage.Node.Data.Select(d => d.Name))}";
    }
}
