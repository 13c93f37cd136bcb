// Puts the parts of the report together into one HTML text that needs nothing else.

using System.Globalization;
using System.Net;
using System.Text;
using R1Sharp.App.Charts;
using R1Sharp.App.Runs;
using R1Sharp.App.Stages;

namespace R1Sharp.App.Reports;

/// <summary>The report's page.</summary>
static class ReportPage
{
    /// <summary>The page about one run.</summary>
    public static string Of(ReportRun run)
    {
        var curves = new ReportCurves([run]);
        var body = new StringBuilder();
        Header(body, run.Name, Facts(run), ReportStory.Tell(run), ReportTable.Tiles(curves));
        body.Append("<main>\n");
        Branches(body, [run]);
        Charts(body, new ReportCharts(curves));
        body.Append(StageTable.Write(run));
        Differences(body, curves, "The first evaluation, before reinforcement, against the last one.");
        body.Append(ReportSamples.Write(run));
        Recipe(body, [run]);
        return Document(run.Name, body);
    }

    /// <summary>The page about several runs of one recipe, e.g. with different seeds.</summary>
    public static string Of(IReadOnlyList<ReportRun> runs)
    {
        string name = $"{runs.Count} runs compared";
        var curves = new ReportCurves(runs);
        var body = new StringBuilder();
        Header(body, name, [string.Join(", ", runs.Select(r => r.Name))], [.. runs.Select(r => new StoryLine(r.Name, Ending(r)))], ReportTable.Tiles(curves));
        body.Append("<main>\n");
        Branches(body, runs);
        Charts(body, new ReportCharts(curves));
        Differences(body, curves, $"Means of {runs.Count} runs: the first evaluation against the last one that all of them have.");
        Runs(body, runs);
        Recipe(body, runs);
        return Document(name, body);
    }

    static void Header(StringBuilder body, string name, IReadOnlyList<string> facts, IReadOnlyList<StoryLine> story, string tiles)
    {
        body.Append("<header><div><button class=\"theme\" type=\"button\">light / dark</button>");
        body.Append(CultureInfo.InvariantCulture,
            $"<h1>{Html(name)}</h1>\n<p class=\"facts\">{string.Concat(facts.Select(f => $"<span>{Html(f)}</span>"))}</p>\n<ol class=\"story\">\n");
        foreach (var (stage, sentence) in story)
            body.Append(CultureInfo.InvariantCulture,
                $"<li{(stage == ReportStory.Stopped ? " class=\"stopped\"" : "")}><b class=\"stage\">{Html(stage)}</b>{Html(sentence)}</li>\n");
        body.Append(CultureInfo.InvariantCulture, $"</ol>\n{tiles}</div></header>\n");
    }

    static List<string> Facts(ReportRun run)
    {
        var facts = new List<string>();
        if (run.Summary.TryGetValue("seed", out double seed))
            facts.Add($"seed {ChartText.Value(seed, NumberFormat.Plain)}");
        if (run.Metrics.Count > 0)
            facts.Add($"{StageStory.Duration(run.Summary.GetValueOrDefault("wall_seconds", run.Metrics[^1].WallSeconds))} of wall time");
        facts.Add($"{run.Stages.Count} {(run.Stages.Count == 1 ? "stage" : "stages")}: {string.Join(" → ", run.Stages)}");
        if (run.Summary.Count == 0)
            facts.Add("not finished");
        return facts;
    }

    static string Ending(ReportRun run)
    {
        var last = run.Metrics.LastOrDefault(m => m.IsEvaluation && run.IsOnLine(m.Stage));
        return last is null ? "No evaluation yet." : "Final pass@1: " + string.Join(", ",
            MetricLine.FamiliesOf(last).Select(f => $"{f} {ChartText.Value(last[MetricLine.KeyOf(f, "pass_at_1")], NumberFormat.Percent)}")) + ".";
    }

    static void Branches(StringBuilder body, IReadOnlyList<ReportRun> runs) =>
        Figure(body, "One base, several ways to learn", "Stages of reinforcement that began with the same model.",
            BranchFigure.Of(new BranchCurves(runs), runs.Count), []);

    static void Charts(StringBuilder body, ReportCharts charts)
    {
        Figure(body, "What it learned", "Measured on the problems that the recipe holds out for evaluation.", [charts.Accuracy(), charts.Levels()], []);
        Figure(body, "How it changed", "The completions of the same held-out problems: their length, their words, their form.",
            [charts.Thinking(), charts.Form()],
            [.. Drawn(charts.LengthAndAccuracy(), c => ScatterChartSvg.Render(c)), .. Drawn(charts.Languages(), c => LineChartSvg.Render(c)),
                .. Drawn(charts.TrainingLength(), c => LineChartSvg.Render(c))]);
        Figure(body, "Inside the reinforcement", "Numbers of each training step, taken over the completions that were sampled for it.", [],
            [.. charts.Training().Select(c => LineChartSvg.Render(c))]);
        Figure(body, "Before the reinforcement", "Learning to predict the next token of the corpus.", [],
            [.. charts.Losses().Select(c => LineChartSvg.Render(c))]);
        Figure(body, "What it prefers", "Preference training: pairs of completions, of which one is to become the likelier.", [],
            [.. charts.Preferences().Select(c => LineChartSvg.Render(c))]);
    }

    static void Figure(StringBuilder body, string title, string text, IReadOnlyList<PanelFigure?> wide, IReadOnlyList<string> small)
    {
        var drawn = wide.OfType<PanelFigure>().ToList();
        if (drawn.Count + small.Count == 0)
            return;
        body.Append(CultureInfo.InvariantCulture, $"<h2>{title}</h2>\n<p>{text}</p>\n");
        foreach (var figure in drawn)
            body.Append(CultureInfo.InvariantCulture, $"<figure class=\"wide\">{PanelFigureSvg.Render(figure)}</figure>\n");
        if (small.Count > 0)
            body.Append(CultureInfo.InvariantCulture, $"<div class=\"charts\">\n{string.Concat(small.Select(svg => $"<figure>{svg}</figure>\n"))}</div>\n");
    }

    static IEnumerable<string> Drawn<T>(T? chart, Func<T, string> draw) where T : class => chart is null ? [] : [draw(chart)];

    static void Differences(StringBuilder body, ReportCurves curves, string text)
    {
        string table = ReportTable.Write(curves);
        if (table.Length > 0)
            body.Append(CultureInfo.InvariantCulture, $"<h2>Base and final</h2>\n<p>{text} Intervals appear under the pointer.</p>\n{table}");
    }

    static void Runs(StringBuilder body, IReadOnlyList<ReportRun> runs)
    {
        var each = runs.Select(r => new ReportCurves([r])).ToList();
        var families = each[0].Families;
        if (families.Count == 0)
            return;
        var bars = new BarChart
        {
            Title = "Each run by itself",
            Subtitle = "pass@1 at the last evaluation, with 95% confidence intervals",
            Categories = families,
            Y = new Axis { Format = NumberFormat.Percent, Min = 0, Max = 1 },
            Series = [.. runs.Select(
                (r, i) => new BarSeries(r.Name, [.. families.Select(f => each[i].Evaluation(f, "pass_at_1").LastOrDefault(new ChartPoint(0, double.NaN)))]))],
            Width = 1120,
        };
        body.Append(CultureInfo.InvariantCulture,
            $"<h2>Run by run</h2>\n<p>How far the seeds lie apart.</p>\n<figure class=\"wide\">{BarChartSvg.Render(bars)}</figure>\n");
    }

    static void Recipe(StringBuilder body, IReadOnlyList<ReportRun> runs)
    {
        body.Append("<h2>Recipe</h2>\n<p>Every setting with its default filled in, as the run used it.</p>\n");
        foreach (var run in runs)
            body.Append(CultureInfo.InvariantCulture, $"<details><summary>{Html(run.Name)}/recipe.yaml</summary><pre>{Html(run.Recipe)}</pre></details>\n");
    }

    /// <summary>A page of its own around a body that leaves &lt;main&gt; open.</summary>
    internal static string Document(string title, StringBuilder body,
        string footer = "Written by R1Sharp from this run folder alone. Every number is defined in docs/metrics.md.") =>
        $"""
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>{Html(title)} · R1Sharp</title>
        <style>
        {Palette.Css(":root", followsAttribute: true)}{SvgCanvas.Css}{ReportStyle.Css}</style>
        </head>
        <body>
        {body}<footer>{Html(footer)}</footer>
        </main>
        <script>
        {ReportStyle.Script}
        </script>
        </body>
        </html>

        """;

    static string Html(string text) => WebUtility.HtmlEncode(text);
}
