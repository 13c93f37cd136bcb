// Which charts a run is told in. The names of the numbers are those of docs/metrics.md.

using R1Sharp.App.Charts;

namespace R1Sharp.App.Reports;

/// <summary>Makes the charts of one or several runs from their curves; a chart without data is not made.</summary>
sealed class ReportCharts(ReportCurves curves)
{
    static readonly Axis Steps = new() { Title = "RL step" };
    static readonly Axis Share = new() { Format = NumberFormat.Percent, Min = 0, Max = 1 };

    string Band => curves.RunCount == 1 ? "Bands are 95% confidence intervals."
        : $"Mean of {curves.RunCount} runs; bands reach from the lowest to the highest.";

    /// <summary>Single sample, majority vote and best of k over reinforcement steps, one panel a family; null without evaluations.</summary>
    public PanelFigure? Accuracy()
    {
        var panels = curves.Families.Select(AccuracyPanel).Where(p => p.Series.Count > 0).ToList();
        return panels.Count == 0 ? null : new PanelFigure
        {
            Title = "Accuracy on held-out problems",
            Subtitle = $"One sample (pass@1), the majority of k samples (cons@k), at least one right of k (pass@k). {Band}",
            Panels = panels,
            Width = 1120,
        };
    }

    /// <summary>Length and self-checks over reinforcement steps, one line a family; null without evaluations.</summary>
    public PanelFigure? Thinking() => ByFamily("How long it thinks, and how often it checks itself", [
        ("mean_completion_tokens", "Completion tokens", new Axis { Min = 0 }),
        ("self_checks", "Self-checks per completion", new Axis { Min = 0 })]);

    /// <summary>Format and language over reinforcement steps, one line a family; null without evaluations.</summary>
    public PanelFigure? Form() => ByFamily("Form: the template and the language", [
        ("format", "Completions in the asked-for format", Share with { Min = null }),
        ("language_purity", "Words in the question's language", Share with { Min = null })]);

    /// <summary>pass@1 by level of difficulty, one panel a family; null where no family was evaluated by level.</summary>
    public PanelFigure? Levels()
    {
        var panels = curves.Families.Select(f => Panel(f, Share, [.. curves.LevelsOf(f).Select((level, i) =>
            new ChartSeries("level " + level, WithoutBand(curves.Level(f, level, "pass_at_1"))) { Color = i })])).Where(p => p.Series.Count > 1).ToList();
        return panels.Count == 0 ? null : new PanelFigure
        {
            Title = "By level of difficulty",
            Subtitle = "pass@1, level 1 the easiest.",
            Panels = [.. panels.Select(p => p with { Names = SeriesNames.LineEnds })],
            SharedLegend = false,
            Width = 1120,
        };
    }

    /// <summary>pass@1 by the language of the question; null with fewer than two languages.</summary>
    public LineChart? Languages() => curves.Languages.Count < 2 ? null : Of("By language of the question", "pass@1 over all families", Share,
        [.. curves.Languages.Select((l, i) => new ChartSeries(l, curves.Language(l, "pass_at_1")) { Color = i })]) with
    { Height = 320 };

    /// <summary>The way of each family through length and accuracy; null without evaluations.</summary>
    public ScatterChart? LengthAndAccuracy()
    {
        var paths = curves.Families.Select(
            (f, i) => new ChartSeries(f, Joined(curves.Evaluation(f, "mean_completion_tokens"), curves.Evaluation(f, "pass_at_1"))) { Color = i })
            .Where(s => s.Points.Count > 1).ToList();
        return paths.Count == 0 ? null : new ScatterChart
        {
            Title = "Does thinking longer pay?",
            Subtitle = "Each point is an evaluation; the large one is the last.",
            X = new Axis { Title = "mean completion tokens" },
            Y = Share with { Title = "pass@1" },
            Series = paths,
            Joined = true,
        };
    }

    /// <summary>Mean length over the training steps; null where it was not logged.</summary>
    public LineChart? TrainingLength() => Of("Completion tokens in training", "Mean over the completions of a step", new Axis { Min = 0 },
        [.. NamedGroup("completion_tokens_by_family/"), ("completion_tokens", "all")]) is { Series.Count: > 0 } chart ? chart with { Height = 320 } : null;

    /// <summary>The charts of the training steps.</summary>
    public IReadOnlyList<LineChart> Training() => [.. new[]
    {
        Of("Reward and its parts", "Mean over the completions of a step", new Axis(), [("reward", "total"), .. NamedGroup("reward_parts/")]),
        Of("Training accuracy", "Right answers among the completions sampled for training", Share, [.. NamedGroup("accuracy_by_family/")]),
        Of("Entropy", "Of the next token, mean over tokens", new Axis { Title = "nats", Min = 0 }, [("entropy", "entropy"), ("surprisal", "surprisal")]),
        Of("Divergence from the reference", "k3 estimate, mean over tokens", new Axis { Title = "nats", Min = 0 }, [("kl", "KL")]),
        Of("Gradient norm", "Before clipping, mean of the step's updates", new Axis { Log = true }, [("gradient_norm", "norm")]),
        Of("What gives no gradient", "Shares of completions, groups and tokens", Share, [("truncated_share", "truncated"),
            ("zero_variance_share", "equal rewards"), ("clip_low_share", "clipped low"), ("clip_high_share", "clipped high")]),
        Of("Speed", "Tokens read, sampled and learned from", new Axis { Title = "tokens per second", Min = 0 }, Trend("all", curves.Speed(), 0)),
    }.Where(c => c.Series.Count > 0)];

    /// <summary>The loss of each stage of next-token prediction.</summary>
    public IReadOnlyList<LineChart> Losses() => [.. curves.SupervisedStages.Select(stage => new LineChart
    {
        Title = $"Loss of {stage}",
        Subtitle = "Mean −log p per token; the thick line is smoothed",
        X = new Axis { Title = "step" },
        Y = new Axis { Title = "nats per token", Log = true },
        Series = Trend("loss", curves.Supervised(stage, "loss"), 0),
        Names = SeriesNames.None,
    }).Where(c => c.Series.Count > 0)];

    /// <summary>What each stage of preference training takes its completions to be worth.</summary>
    public IReadOnlyList<LineChart> Preferences() => [.. curves.PreferenceStages.Select(stage => new LineChart
    {
        Title = $"Implicit rewards of {stage}",
        Subtitle = "Mean over a step's pairs, before its update",
        X = new Axis { Title = "step" },
        Y = new Axis(),
        Series = [.. Trend("chosen", curves.Preference(stage, "chosen_reward"), 0), .. Trend("rejected", curves.Preference(stage, "rejected_reward"), 1)],
    }).Where(c => c.Series.Count > 0)];

    /// <summary>One family's single sample and majority vote (and best of k).</summary>
    public LineChart AccuracyPanel(string family)
    {
        var series = new List<ChartSeries> { new("pass@1", curves.Evaluation(family, "pass_at_1")) { Color = 0 } };
        int voters = curves.LargestK(family, "cons_at_"), tries = curves.LargestK(family, "pass_at_");
        if (voters > 1)
            series.Add(new($"cons@{voters}", curves.Evaluation(family, $"cons_at_{voters}")) { Color = 1, Style = LineStyle.Dashed });
        if (tries > 1)
            series.Add(new($"pass@{tries}", curves.Evaluation(family, $"pass_at_{tries}")) { Color = 6, Style = LineStyle.Dotted });
        return Panel(family, Share, series);
    }

    /// <summary>One number of all families, one line a family.</summary>
    public LineChart FamilyPanel(string title, string metric, Axis axis) =>
        Panel(title, axis, [.. curves.Families.Select((f, i) => new ChartSeries(f, curves.Evaluation(f, metric)) { Color = i })]);

    PanelFigure? ByFamily(string title, IReadOnlyList<(string Metric, string Title, Axis Axis)> numbers)
    {
        var panels = numbers.Select(n => FamilyPanel(n.Title, n.Metric, n.Axis)).Where(p => p.Series.Count > 0).ToList();
        return panels.Count == 0 ? null : new PanelFigure
        {
            Title = title,
            Subtitle = $"Held-out problems, one line a family. {Band}",
            Panels = panels,
            SharedLegend = false,
            Columns = 2,
            Width = 1120,
            PanelHeight = 280,
        };
    }

    LineChart Panel(string title, Axis axis, IReadOnlyList<ChartSeries> series) =>
        new() { Title = title, X = Steps, Y = axis, Series = [.. series.Where(s => s.Points.Count > 0)], Marks = curves.Marks };

    LineChart Of(string title, string subtitle, Axis axis, IReadOnlyList<(string Metric, string Name)> numbers) =>
        Of(title, subtitle, axis, [.. numbers.SelectMany((n, i) => Trend(n.Name, curves.Reinforcement(n.Metric), i))]);

    LineChart Of(string title, string subtitle, Axis axis, IReadOnlyList<ChartSeries> series) =>
        new() { Title = title, Subtitle = subtitle, X = Steps, Y = axis, Series = series, Marks = curves.Marks, Height = 280 };

    IEnumerable<(string Metric, string Name)> NamedGroup(string prefix) =>
        curves.ReinforcementNames(prefix).Select(n => (n, n[prefix.Length..]));

    // The raw values pale behind their trend.
    static IReadOnlyList<ChartSeries> Trend(string name, IReadOnlyList<ChartPoint> points, int color)
    {
        if (points.Count == 0)
            return [];
        var trend = new ChartSeries(name, ReportCurves.Smoothed(points)) { Color = color };
        var raw = new ChartSeries(name, WithoutBand(points)) { Color = color, Faint = true };
        return points.Count < 40 ? [trend] : [raw, trend];
    }

    // Where several lines run close together their bands would hide one another.
    static List<ChartPoint> WithoutBand(IReadOnlyList<ChartPoint> points) => [.. points.Select(p => new ChartPoint(p.X, p.Y))];

    static List<ChartPoint> Joined(IReadOnlyList<ChartPoint> across, IReadOnlyList<ChartPoint> up) =>
        [.. across.Join(up, a => a.X, b => b.X, (a, b) => new ChartPoint(a.Y, b.Y))];
}
