// The figures of the README and the log: what is learned, how thinking changes, ways of learning side by side; the table of their numbers.

using R1Sharp.App.Charts;
using R1Sharp.Learning;

namespace R1Sharp.App.Reports;

/// <summary>Draws the README's figures from the metrics of one or several runs.</summary>
static class Figures
{
    /// <summary>
    /// File names and texts: two figures that suit light and dark pages, one more for each base of several reinforcements, and a table in Markdown.
    /// </summary>
    /// <exception cref="UserErrorException">No run was evaluated.</exception>
    public static IReadOnlyList<(string Name, string Text)> Of(IReadOnlyList<ReportRun> runs)
    {
        var curves = new ReportCurves(runs);
        if (curves.Families.Count == 0)
            throw new UserErrorException($"There is no evaluation in {string.Join(", ", runs.Select(r => r.Name))}: figures need runs that were evaluated.");
        var charts = new ReportCharts(curves);
        string who = runs.Count == 1 ? "bands: 95% confidence intervals" : $"mean of {runs.Count} seeds, bands: lowest to highest";
        return [("accuracy.svg", PanelFigureSvg.Render(Accuracy(curves, charts, who), standalone: true)),
            ("thinking.svg", PanelFigureSvg.Render(Thinking(charts, who), standalone: true)),
            .. BranchFigure.Of(new BranchCurves(runs), runs.Count)
                .Select((figure, i) => (i == 0 ? "variants.svg" : $"variants-{i + 1}.svg", PanelFigureSvg.Render(figure, standalone: true))),
            ("results.md", ResultsTable.Write(runs, curves))];
    }

    static PanelFigure Accuracy(ReportCurves curves, ReportCharts charts, string who) => new()
    {
        Title = "Accuracy on held-out problems",
        Subtitle = $"One sample (pass@1) and the majority vote (cons@k); {who}",
        Panels = [.. curves.Families.Select(charts.AccuracyPanel).Select(p => p with { Series = [.. p.Series.Where(s => s.Style != LineStyle.Dotted)] })],
    };

    static PanelFigure Thinking(ReportCharts charts, string who) => new()
    {
        Title = "Length and self-checks",
        Subtitle = $"Completions of held-out problems; {who}",
        Panels = [charts.FamilyPanel("Tokens per completion", "mean_completion_tokens", new Axis { Min = 0 }),
            charts.FamilyPanel("Self-checks per completion", "self_checks", new Axis { Min = 0 })],
        SharedLegend = false,
        PanelHeight = 260,
    };
}
