// The run told in one sentence a stage, from its numbers alone.

using R1Sharp.App.Charts;
using R1Sharp.App.Runs;

namespace R1Sharp.App.Reports;

/// <summary>One sentence of the story.</summary>
/// <param name="Stage">What it is about.</param>
/// <param name="Sentence">The sentence.</param>
public readonly record struct StoryLine(string Stage, string Sentence);

/// <summary>Tells a run.</summary>
public static class ReportStory
{
    /// <summary>The name under which a watchdog's sentence stands.</summary>
    public const string Stopped = "stopped";

    /// <summary>One sentence for each stage of next-token prediction, the first evaluation, each reinforcement stage, and a watchdog that ended the run.</summary>
    public static IReadOnlyList<StoryLine> Tell(ReportRun run)
    {
        var story = new List<StoryLine>();
        var steps = run.Metrics.Where(m => m.IsTrain).GroupBy(m => m.Stage).ToList();
        var evaluations = run.Metrics.Where(m => m.IsEvaluation).ToList();
        bool isBaseTold = false;
        foreach (var stage in steps)
        {
            bool reinforces = stage.Any(l => RunLines.IsReinforcement(run, l));
            if (reinforces && !isBaseTold && evaluations.Count > 0)
                story.Add(new StoryLine("base", Base(evaluations[0])));
            isBaseTold |= reinforces;
            story.Add(new StoryLine(stage.Key, reinforces ? Reinforcement([.. stage], [.. run.Around(stage.Key).Select(p => p.Line)]) : Other(run.KindOf(stage.First()), [.. stage])));
        }
        foreach (var line in run.Metrics)
            if (line.Warning is { } warning)
                story.Add(new StoryLine(Stopped, warning));
        return story;
    }

    /// <summary>Seconds as people say them: "48 s", "5 min 36 s", "2 h 10 min".</summary>
    public static string Duration(double seconds)
    {
        if (!double.IsFinite(seconds))
            return "–";
        var time = TimeSpan.FromSeconds(Math.Round(seconds));
        return time.TotalHours >= 1 ? $"{(int)time.TotalHours} h {time.Minutes} min" : time.TotalMinutes >= 1 ? $"{time.Minutes} min {time.Seconds} s" : $"{time.Seconds} s";
    }

    // A stage of a kind that this version does not know has made its steps all the same.
    static string Other(string kind, IReadOnlyList<MetricLine> lines) => kind switch
    {
        "pretrain" or "sft" => Supervised(lines),
        "distill" => $"{lines.Count} steps of distillation{In(lines)}: {Fell("the divergence from the teacher", lines, "divergence", "nats a token")}.",
        "reward_model" => $"It learned from {Number(Sum(lines, "examples"))} judged examples in {lines.Count} steps{In(lines)}: {Fell("the loss", lines, "loss", "nats (a coin has 0.69)")}{HeldOut(lines)}.",
        "collect" => $"It sampled {Number(Sum(lines, "sampled"))} completions and kept {Number(Sum(lines, "kept"))}{In(lines)}.",
        "select" => $"It selected {Number(Sum(lines, "selected"))} examples{In(lines)}.",
        "pairs" => $"It made {Number(Sum(lines, "pairs"))} pairs of its completions of {Number(Sum(lines, "problems"))} problems{In(lines)}.",
        "prefer" => Preference(lines),
        _ => $"It made {lines.Count} steps{In(lines)}.",
    };

    static string Fell(string what, IReadOnlyList<MetricLine> lines, string metric, string unit) =>
        $"{what} went from {Number(lines[0][metric])} to {Number(lines.TakeLast(10).Average(l => l[metric]))} {unit}";

    static string HeldOut(IReadOnlyList<MetricLine> lines) =>
        lines.LastOrDefault(l => double.IsFinite(l["held_out_accuracy"])) is { } measured ? $"; it judges {Percent(measured["held_out_accuracy"])} of the held-out examples right" : "";

    static string Preference(IReadOnlyList<MetricLine> lines)
    {
        var (first, last) = (lines[0], lines.TakeLast(10).ToList());
        return $"It compared {Number(Sum(lines, "pairs"))} pairs in {lines.Count} steps{In(lines)}: the margin of the implicit rewards went from {Number(first["reward_margin"])} to {Number(last.Average(l => l["reward_margin"]))}, "
            + $"the share in the right order from {Percent(first["accuracy"])} to {Percent(last.Average(l => l["accuracy"]))}.";
    }

    static double Sum(IReadOnlyList<MetricLine> lines, string metric) => lines.Select(l => l[metric]).Where(double.IsFinite).Sum();

    static string Supervised(IReadOnlyList<MetricLine> lines)
    {
        double tokens = Sum(lines, "tokens");
        string read = tokens > 0 ? $"It read {Number(tokens)} tokens in {lines.Count} steps" : $"It learned for {lines.Count} steps";
        string loss = lines.Count > 1 && double.IsFinite(lines[0]["loss"]) ? $": the loss fell from {Number(lines[0]["loss"])} to {Number(lines.TakeLast(10).Average(l => l["loss"]))} nats a token" : "";
        return $"{read}{In(lines)}{loss}.";
    }

    static string Base(MetricLine evaluation)
    {
        var families = ReportCurves.FamiliesOf(evaluation).Select(f => $"{Percent(evaluation[ReportCurves.KeyOf(f, "pass_at_1")])} of {f}");
        return $"With one sample the model before reinforcement solves {Listed(families)}.";
    }

    static string Reinforcement(IReadOnlyList<MetricLine> lines, List<MetricLine> evaluations)
    {
        string took = $"{lines.Count} steps of reinforcement{In(lines)}";
        if (evaluations.Count < 2)
            return $"{took}: the reward went from {Number(lines[0]["reward"])} to {Number(lines.TakeLast(10).Average(l => l["reward"]))}.";
        var (first, last) = (evaluations[0], evaluations[^1]);
        var families = ReportCurves.FamiliesOf(last).ToList();
        string accuracy = Listed(families.Select(f => $"{f} {Change(first, last, f, "pass_at_1", Percent)}"));
        return $"{took}: pass@1 went {accuracy}; "
            + $"{Most(first, last, families, "mean_completion_tokens", "completions")}, {Most(first, last, families, "self_checks", "self-checks")}.";
    }

    // The family in which a number changed most, as a factor.
    static string Most(MetricLine first, MetricLine last, List<string> families, string metric, string what)
    {
        var factors = families.Select(f => (Family: f, From: first[ReportCurves.KeyOf(f, metric)], To: last[ReportCurves.KeyOf(f, metric)]))
            .Where(c => c.From > 0 && c.To > 0).OrderByDescending(c => Math.Abs(Math.Log(c.To / c.From))).ToList();
        if (factors.Count == 0)
            return $"{what} were not measured";
        var (family, from, to) = factors[0];
        return $"{what} became ×{Number(to / from)} on {family} ({Number(from)} → {Number(to)})";
    }

    static string Change(MetricLine first, MetricLine last, string family, string metric, Func<double, string> say) =>
        $"{say(first[ReportCurves.KeyOf(family, metric)])} → {say(last[ReportCurves.KeyOf(family, metric)])}";

    // The time of the steps themselves, without evaluations and checkpoints.
    static string In(IReadOnlyList<MetricLine> lines) => lines.Sum(l => l.Seconds) is > 0 and < double.PositiveInfinity and var seconds ? $" ({Duration(seconds)})" : "";

    static string Number(double value) => ChartText.Value(value, NumberFormat.Plain);

    static string Percent(double value) => ChartText.Value(value, NumberFormat.Percent);

    static string Listed(IEnumerable<string> parts)
    {
        var list = parts.ToList();
        return list.Count < 2 ? string.Concat(list) : string.Join(", ", list.SkipLast(1)) + " and " + list[^1];
    }
}
