// Claims about methods: PPO against GRPO, greedy decoding against sampling, chosen examples against many.

using R1Sharp.App.Charts;
using R1Sharp.App.Runs;
using R1Sharp.Learning.Rewards.Style;
using static R1Sharp.App.Claims.ClaimCharts;
using static R1Sharp.App.Claims.Suites;

namespace R1Sharp.App.Claims;

/// <summary>The claims 13, 14 and 17.</summary>
static class MethodClaims
{
    const string Grpo = "grpo-arm", PpoOne = "ppo-lambda-1", PpoUsual = "ppo-lambda-0.95", Start = "base-evaluated";
    const int Repeated = 8;

    static readonly (double Temperature, string Stage)[] s_temperatures = [(0, "t-0"), (0.3, "t-0.3"), (0.6, "r1-zero-evaluated"), (1, "t-1"), (1.3, "t-1.3")];

    static readonly (string Name, string Stage)[] s_taught =
        [("chosen", "taught-chosen-evaluated"), ("random", "taught-drawn-evaluated"), ("all", "taught-all-evaluated")];

    public static IReadOnlyList<Claim> All { get; } =
    [
        new()
        {
            Number = 13,
            Title = "PPO with λ = 0.95 is far below GRPO, with λ = 1 it comes near",
            Paper = "On MATH PPO with the usual λ of 0.95 is far worse than GRPO; with λ = 1 nearly equal, at the price of a value model (appendix, "
                + "comparison of GRPO and PPO).",
            Stages = [Start, Grpo, PpoOne, PpoUsual],
            Criteria =
            [
                new("held-out pass@1 at the end, GRPO less PPO with λ = 0.95", Bound.AtLeast, 0.15, NumberFormat.Percent, r => End(r, Grpo) - End(r, PpoUsual)),
                new("the same, GRPO less PPO with λ = 1", Bound.AtMost, 0.1, NumberFormat.Percent, r => End(r, Grpo) - End(r, PpoOne)),
            ],
            Remark = "Mean of Countdown and arithmetic after 24 steps of 512 completions. With λ = 0.95 a token a hundred tokens before the answer learns "
                + "from the value model alone, which knows nothing yet. Given more steps it learns arithmetic too.",
            Draw = runs => [Figure("claim-13", new LineChart
            {
                Title = "GRPO and PPO", Subtitle = "held-out pass@1 over steps, mean of Countdown and arithmetic", X = new Axis { Title = "step" },
                Y = Shares("pass@1"),
                Series = [.. new[] { ("GRPO", Grpo), ("PPO, λ = 1", PpoOne), ("PPO, λ = 0.95", PpoUsual) }.Select(
                    arm => Line(arm.Item1, runs, r => Accuracy(r, arm.Item2)))],
            })],
        },
        new()
        {
            Number = 14,
            Title = "Greedy decoding repeats itself; a temperature of 0.6 is better",
            Paper = "Greedy decoding of long thoughts gives more repetition and varies from checkpoint to checkpoint; hence T = 0.6 and top-p 0.95 (section "
                + "3, evaluation).",
            Stages = [.. s_temperatures.Select(t => t.Stage)],
            Criteria =
            [
                new("pass@1 at T = 0.6 less greedy, mean of Countdown and arithmetic", Bound.AtLeast, 0, NumberFormat.Percent,
                    r => Accuracy(r, 2) - Accuracy(r, 0)),
                new("share of repeated 8-grams, greedy less T = 0.6", Bound.AtLeast, 0, NumberFormat.Percent, r => Repetition(r, 0) - Repetition(r, 2)),
            ],
            Remark = "R1-Zero of the miniature, held-out problems of Countdown and arithmetic.",
            Draw = runs => [Figure("claim-14", new PanelFigure
            {
                Title = "Temperature", Subtitle = "R1-Zero, held-out problems; temperature 0 is greedy", SharedLegend = false, PanelHeight = 240,
                Panels =
                [
                    new LineChart
                    {
                        Title = "Accuracy",
                        X = new Axis { Title = "temperature" },
                        Y = Shares("pass@1"),
                        Series = [.. Reasoning.Select(
                            f => Line(Title(f), runs, r => Over(t => r.Evaluated(t, MetricLine.KeyOf(f, "pass_at_1")))) with { Markers = true })],
                    },
                    new LineChart
                    {
                        Title = "Repetition",
                        X = new Axis { Title = "temperature" },
                        Y = new Axis { Format = NumberFormat.Percent, Min = 0, Title = "repeated 8-grams" },
                        Series = [Line("all", runs,
                            r => [.. s_temperatures.Select((t, i) => new ChartPoint(t.Temperature, Repetition(r, i)))]) with { Markers = true }],
                        Names = SeriesNames.None,
                    },
                ],
            })],
        },
    ];

    public static Claim Selection { get; } = new()
    {
        Number = 17,
        Title = "A few well-chosen examples do nearly as well as all, random ones much worse",
        Paper = "s1 on AIME 2024: 1,000 chosen of 59,029 examples 50.0 %, all 53.3 %, 1,000 at random 36.7 % (arXiv 2501.19393, table 2).",
        Stages = [.. s_taught.Select(t => t.Stage), Start],
        Criteria =
        [
            new("pass@1 chosen less random, mean of the families of reasoning", Bound.AtLeast, 0.03, NumberFormat.Percent, r => Taught(r, 0) - Taught(r, 1)),
            new("pass@1 all less chosen", Bound.AtMost, 0.06, NumberFormat.Percent, r => Taught(r, 2) - Taught(r, 0)),
        ],
        Remark = "The pool is what base and Dev2 wrote, right or wrong; chosen is a twentieth by s1's filters, difficulty being what the base does not "
            + "solve. In a pool of right answers alone choosing gains nothing here: little is left to choose.",
        Draw = runs => [Figure("claim-17", new BarChart
        {
            Title = "Few examples well chosen", Subtitle = "held-out pass@1 after fine-tuning the base", Y = Shares(""),
            Categories = [.. AllReasoning.Select(Title)],
            Series = [.. s_taught.Append(("base", Start))
                .Select(t => Bars(t.Item1, runs,
                AllReasoning.Select<string, Func<ClaimRun, double>>(f => r => r.Evaluated(t.Item2, MetricLine.KeyOf(f, "pass_at_1")))))],
        })],
    };

    static double Taught(ClaimRun run, int arm) => run.Evaluated(s_taught[arm].Stage, "pass_at_1", AllReasoning);

    static IReadOnlyList<ChartPoint> Accuracy(ClaimRun run, string arm) => run.Curve(Start, arm, Mean(Reasoning, "pass_at_1"));

    static double End(ClaimRun run, string arm) => Accuracy(run, arm)[^1].Y;

    static double Accuracy(ClaimRun run, int temperature) => run.Evaluated(s_temperatures[temperature].Stage, "pass_at_1", Reasoning);

    static double Repetition(ClaimRun run, int temperature) =>
        run.Samples(s_temperatures[temperature].Stage).Where(s => Reasoning.Contains(s.Family)).MeanOf(s => Readability.Repetition(s.Text, Repeated));

    static IReadOnlyList<ChartPoint> Over(Func<string, double> value) => [.. s_temperatures.Select(t => new ChartPoint(t.Temperature, value(t.Stage)))];
}
