// Claims about the length of thought: forced longer, cut short, and how wrong answers differ (s1, overthinking, underthinking).

using R1Sharp.App.Charts;
using R1Sharp.App.Runs;
using R1Sharp.Learning.Rewards.Thinking;
using static R1Sharp.App.Claims.ClaimCharts;
using static R1Sharp.App.Claims.Suites;

namespace R1Sharp.App.Claims;

/// <summary>The claims 15, 16, 18 and 19.</summary>
static class ThinkingClaims
{
    static readonly (string Name, string Model)[] s_models = [("base", "base"), ("R1-Zero", "r1-zero"), ("R1", "r1")];
    static readonly (string Name, string Model)[] s_trained = s_models[1..];
    static readonly int[] s_waits = [0, 1, 2, 4, 8], s_caps = [16, 32, 64, 128, 256];
    static readonly (string Name, string Stage)[] s_shorter =
        [("SFT", "shorter-sft-evaluated"), ("DPO", "shorter-dpo-evaluated"), ("RPO", "shorter-rpo-evaluated"), ("SimPO", "shorter-simpo-evaluated")];
    static readonly Axis s_methods = Axis.Of(["before", .. s_shorter.Select(m => m.Name)]);
    static readonly (double Alpha, int Beta)[] s_penalties = [(1, 10), (1, 40), (3, 10), (3, 40)];

    const string Overthinks = "overthinks-evaluated";

    // The stages with a penalty sample so often; what they are compared with has more.
    const int PenalizedSamples = 8;

    public static Claim Waits { get; } = new()
    {
        Number = 15,
        Title = "Forcing a model to wait helps, then flattens",
        Paper = "s1-32B on AIME 2024: 50.0 % without, 53.3 and 56.7 % with two and four \"Wait\"s, flat at six (arXiv 2501.19393, figure 4 and table 4).",
        Stages = [.. s_models.SelectMany(m => s_waits.Select(n => Waited(m.Model, n)))],
        Criteria =
        [
            new("largest gain of pass@1 by two waits among base, R1-Zero and R1", Bound.AtLeast, 0.03, NumberFormat.Percent,
                r => s_models.Max(m => Gain(r, m.Model, 0, 2))),
            new("there, gain a wait from four to eight less gain a wait from none to two", Bound.AtMost, 0, NumberFormat.Percent,
                r => s_models.MaxBy(m => Gain(r, m.Model, 0, 2)) is var best ? Gain(r, best.Model, 4, 8) / 4 - Gain(r, best.Model, 0, 2) / 2 : 0),
        ],
        Remark = "Mean of Countdown and arithmetic. A model that reinforcement has taught when to stop is hurt by being kept from it: its last answer was "
            + "checked already, and what it writes then it has never been rewarded for.",
        Draw = runs => [Figure("claim-15", new LineChart
        {
            Title = "Forced waits", Subtitle = "held-out pass@1, mean of Countdown and arithmetic",
            X = new Axis { Title = "waits in place of an end of the thoughts" }, Y = Shares("pass@1"),
            Series = [.. s_models.Select(
                m => Line(m.Name, runs, r => [.. s_waits.Select(n => new ChartPoint(n, Accuracy(r, Waited(m.Model, n))))]) with { Markers = true })],
        })],
    };

    public static Claim Caps { get; } = new()
    {
        Number = 16,
        Title = "Stopping early costs smoothly",
        Paper = "The accuracy of s1-32B rises steadily with the budget of thinking tokens that is enforced (arXiv 2501.19393, figure 1).",
        Stages = [.. s_trained.SelectMany(m => s_caps.Select(c => Capped(m.Model, c)))],
        Criteria =
        [
            .. s_trained.Select(m => new Criterion($"smallest step of pass@1 from one budget to the next larger, {m.Name}", Bound.AtLeast, -0.01,
                NumberFormat.Percent,
                r => s_caps.Zip(s_caps.Skip(1), (a, b) => Accuracy(r, Capped(m.Model, b)) - Accuracy(r, Capped(m.Model, a))).Min())),
            .. s_trained.Select(m => new Criterion($"pass@1 with the largest budget less that with the smallest, {m.Name}", Bound.AtLeast, 0.1,
                NumberFormat.Percent,
                r => Accuracy(r, Capped(m.Model, s_caps[^1])) - Accuracy(r, Capped(m.Model, s_caps[0])))),
        ],
        Remark = "At the budget the thoughts are closed and the answer is opened, as in s1; mean of Countdown and arithmetic.",
        Draw = runs => [Figure("claim-16", new LineChart
        {
            Title = "Budgets of thinking", Subtitle = "held-out pass@1", X = new Axis { Title = "most thinking tokens", Log = true }, Y = Shares("pass@1"),
            Series =
            [
                .. s_trained.SelectMany(
                    (m, i) => Reasoning.Select(
                    (f, j) => Line($"{m.Name}, {f}", runs,
                    r => [.. s_caps.Select(c => new ChartPoint(c, r.Evaluated(Capped(m.Model, c), MetricLine.KeyOf(f, "pass_at_1"))))],
                    i == 0 ? LineStyle.Solid : LineStyle.Dashed, j) with { Markers = true })),
            ],
        })],
    };

    public static Claim Underthinking { get; } = new()
    {
        Number = 19,
        Title = "Wrong answers are longer and switch more; a switching penalty helps",
        Paper = "QwQ-32B-Preview on hard problems: wrong answers have 225 % more tokens and 418 % more switches than right ones; a penalty on switching "
            + "raises accuracy (arXiv 2501.18585, sections 2 and 4).",
        Stages = [.. s_trained.SelectMany(m => s_penalties.Select(p => Penalized(m.Model, p)).Prepend(m.Model + "-evaluated"))],
        Criteria =
        [
            new("tokens of wrong answers over those of right ones, R1-Zero on Countdown and arithmetic", Bound.AtLeast, 1.1, NumberFormat.Plain,
                r => Measures(r).WrongToRightTokens ?? double.NaN),
            new("switches of wrong answers over those of right ones", Bound.AtLeast, 1.1, NumberFormat.Plain, r => Measures(r).WrongToRightSwitches
                ?? double.NaN),
            new("largest gain of pass@1 by a penalty over α of 1 and 3, β of 10 and 40, on R1-Zero or R1", Bound.AtLeast, 0.005, NumberFormat.Percent,
                r => s_trained.Max(m => s_penalties.Max(p => Equally(r, Penalized(m.Model, p))) - Equally(r, m.Model + "-evaluated"))),
        ],
        Remark = "With and without the penalty the same completions are drawn, so that what differs is the penalty's doing. In Countdown a switch is the "
            + "next try of a search, which the answer may need; whether fewer of them help is another question here than in prose.",
        Draw = runs => [Figure("claim-19", new BarChart
        {
            Title = "A penalty on switching", Subtitle = "held-out pass@1; α is taken off the logits of switches for the first β tokens of a thought",
            Y = Shares(""),
            Categories = [.. s_trained.SelectMany(m => Reasoning.Select(f => $"{m.Name}, {f}"))],
            Series = [Penalties("none", runs, m => m + "-evaluated"),
                .. s_penalties.Select(p => Penalties($"α {p.Alpha}, β {p.Beta}", runs, m => Penalized(m, p)))],
        })],
    };

    public static Claim Shorter { get; } = new()
    {
        Number = 18,
        Title = "Most first solutions are right already; training on short ones saves tokens at equal accuracy",
        Paper = "In more than 92 % of QwQ-32B-Preview's answers the first solution is right; preference training on shorter ones halves its tokens on easy "
            + "problems (arXiv 2412.21187).",
        Stages = ["r1-zero-evaluated", Overthinks, .. s_shorter.Select(m => m.Stage)],
        Criteria =
        [
            new("share of first solutions that are right, among completions of R1-Zero with a right one", Bound.AtLeast, 0.8, NumberFormat.Percent,
                r => r.Thinking("r1-zero-evaluated", AllReasoning).FirstSolutionRight ?? double.NaN),
            new("tokens of the shortest whose pass@1 is at most 2 points below that of the model that overthinks, over that model's, easy levels", Bound.AtMost,
                0.7, NumberFormat.Plain,
                r => s_shorter.Where(m => Easy(r, m.Stage) - Easy(r, Overthinks) >= -0.02).Select(m => Tokens(r, m.Stage) / Tokens(r, Overthinks))
                    .DefaultIfEmpty(double.NaN).Min()),
        ],
        Remark = "R1-Zero of the miniature hardly overthinks, so the habit is planted: it is fine-tuned on completions whose end was refused twice. Pairs "
            + "of the first right solution against the longest right completion take it away again; not every loss keeps the accuracy.",
        Draw = runs => [Figure("claim-18", new PanelFigure
        {
            Title = "Shorter without loss",
            Subtitle = "level 1, means over the families of reasoning: a model that overthinks, and what training on short completions makes of it",
            SharedLegend = false, PanelHeight = 240,
            Panels =
            [
                new LineChart
                {
                    Title = "Tokens",
                    X = s_methods,
                    Y = new Axis { Min = 0 },
                    Names = SeriesNames.None,
                    Series = [Line("tokens", runs, r => Over(s => Tokens(r, s))) with { Markers = true }],
                },
                new LineChart
                {
                    Title = "Accuracy",
                    X = s_methods,
                    Y = Shares("pass@1"),
                    Names = SeriesNames.None,
                    Series = [Line("pass@1", runs, r => Over(s => Easy(r, s))) with { Markers = true }],
                },
                new LineChart
                {
                    Title = "Efficiency of thought", X = s_methods, Y = Shares(""),
                    Series =
                    [
                        Line("ξ_O", runs, r => Over(s => r.Thinking(s, AllReasoning).OutcomeEfficiency ?? double.NaN)) with { Markers = true },
                        Line("ξ_P", runs, r => Over(s => r.Thinking(s, AllReasoning).ProcessEfficiency ?? double.NaN)) with { Markers = true },
                    ],
                },
                new LineChart
                {
                    Title = "Underthinking",
                    X = s_methods,
                    Y = Shares("ξ_UT"),
                    Names = SeriesNames.None,
                    Series = [Line("ξ_UT", runs, r => Over(s => r.Thinking(s, AllReasoning).Underthinking ?? double.NaN)) with { Markers = true }],
                },
            ],
        })],
    };

    static double Tokens(ClaimRun run, string stage) => run.Evaluated(stage, "mean_completion_tokens", AllReasoning);

    static double Easy(ClaimRun run, string stage) => run.Evaluated(stage, "pass_at_1", AllReasoning);

    static IReadOnlyList<ChartPoint> Over(Func<string, double> value) =>
        [.. s_shorter.Select(m => m.Stage).Prepend(Overthinks).Select((s, i) => new ChartPoint(i + 1, value(s)))];

    static string Waited(string model, int waits) => waits == 0 ? model + "-evaluated" : $"{model}-wait-{waits}";

    static string Capped(string model, int cap) => $"{model}-cap-{cap}";

    static string Penalized(string model, (double Alpha, int Beta) penalty) => $"{model}-tip-{penalty.Alpha}-{penalty.Beta}";

    static BarSeries Penalties(string name, IReadOnlyList<ClaimRun> runs, Func<string, string> stageOf) =>
        Bars(name, runs,
            s_trained.SelectMany(m => Reasoning.Select<string, Func<ClaimRun, double>>(f => r => r.PassAt1(stageOf(m.Model), f, PenalizedSamples))));

    static double Equally(ClaimRun run, string stage) => Reasoning.Average(f => run.PassAt1(stage, f, PenalizedSamples));

    static double Accuracy(ClaimRun run, string stage) => run.Evaluated(stage, "pass_at_1", Reasoning);

    static double Gain(ClaimRun run, string model, int from, int to) => Accuracy(run, Waited(model, to)) - Accuracy(run, Waited(model, from));

    static ThinkingMeasures Measures(ClaimRun run) => run.Thinking("r1-zero-evaluated", Reasoning);
}
