// Claims about the stages of R1: what each does to reasoning and to general tasks, and what long training on a reward model does.

using R1Sharp.App.Charts;
using R1Sharp.App.Runs;
using static R1Sharp.App.Claims.ClaimCharts;
using static R1Sharp.App.Claims.Suites;

namespace R1Sharp.App.Claims;

/// <summary>The claims 8 and 9.</summary>
static class PipelineClaims
{
    const string Long = "preferred", Last = "preferred-last", Proxy = "reward_parts/helpful", Start = "dev3-evaluated";
    const int Window = 5;

    static readonly (string Name, string Stage)[] s_models =
        [("R1-Zero", "r1-zero-evaluated"), ("Dev1", "dev1-evaluated"), ("Dev2", "dev2-evaluated"), ("Dev3", "dev3-evaluated"), ("R1", "r1-evaluated")];

    public static IReadOnlyList<Claim> All { get; } =
    [
        new()
        {
            Number = 8,
            Title = "Reasoning dips at the cold start and recovers; general tasks rise with fine-tuning and, after the cold start, most in the last stage",
            Paper = "AIME 2024 from R1-Zero over Dev1, Dev2 and Dev3 to R1: 77.9, 59.0, 74.0, 78.1, 79.8 %; AlpacaEval 2: 24.7, 50.1, 55.8, 62.1, 87.6 %; "
                + "ArenaHard: 53.6, 77.0, 73.2, 75.6, 92.3 % (table 3 of the Nature edition, doi 10.1038/s41586-025-09422-z).",
            Stages = [.. s_models.Select(m => m.Stage)],
            Criteria =
            [
                Step("reasoning, Dev1 less R1-Zero", Bound.AtMost, 0, AllReasoning, 0, 1),
                Step("reasoning, Dev2 less Dev1", Bound.AtLeast, 0, AllReasoning, 1, 2),
                Step("reasoning, R1 less Dev2", Bound.AtLeast, -0.03, AllReasoning, 2, 4),
                Step("general tasks, Dev1 less R1-Zero", Bound.AtLeast, 0, General, 0, 1),
                Step("general tasks, Dev3 less Dev2", Bound.AtLeast, 0, General, 2, 3),
                Step("general tasks, R1 less Dev3", Bound.AtLeast, 0, General, 3, 4),
                new("general tasks, R1 less Dev3, over the larger of the steps to Dev2 and Dev3", Bound.AtLeast, 0, NumberFormat.Percent,
                    r => Change(r, General, 3, 4) - Math.Max(Change(r, General, 1, 2), Change(r, General, 2, 3))),
            ],
            Remark = "General tasks are graded by rules that see the truth; AlpacaEval is a judge that likes what its kind likes, and a preference reward "
                + "raises it more. The cold start's step is the largest of all here, as in the paper's ArenaHard (23.4 points against 16.7) and IF-Eval "
                + "(25.1 against 5.2).",
            Draw = runs => [Figure("claim-08", new PanelFigure
            {
                Title = "The stages", Subtitle = "held-out pass@1, mean over families; bands: lowest to highest seed", SharedLegend = false, PanelHeight = 260,
                Panels = [Stages("Reasoning", runs, AllReasoning), Stages("General tasks", runs, General)],
            })],
        },
        new()
        {
            Number = 9,
            Title = "Long training on a reward model is hacked",
            Paper = "The helpfulness reward goes on rising while the score on Codeforces falls; preference rewards count in the last 400 of 1,700 steps "
                + "only (appendix, reward hacking).",
            Stages = [Start, Long, Last],
            Criteria =
            [
                new("rise of the reward model's score, last steps less first", Bound.AtLeast, 0.03, NumberFormat.Plain,
                    r => r.Training(Long, Proxy, -Window) - r.Training(Long, Proxy, Window)),
                new("change of the held-out truth on the general tasks", Bound.AtMost, -0.1, NumberFormat.Percent,
                    r => Truth(r, Long)[^1].Y - Truth(r, Long)[0].Y),
                new("truth at the end where it counts in the last quarter, less where it counts all the time", Bound.AtLeast, 0.1, NumberFormat.Percent,
                    r => Truth(r, Last)[^1].Y - Truth(r, Long)[^1].Y),
            ],
            Remark = "The reward model learned from a judge that likes length, politeness and assurance (docs/miniature.md); the truth is the rule that "
                + "made the questions. Nothing else is rewarded here but the form, so that nothing holds the policy back.",
            Draw = runs => [Figure("claim-09", new PanelFigure
            {
                Title = "What the reward model sees and what is true",
                Subtitle = "general tasks; the preference reward all the time, and in the last quarter of the steps only", SharedLegend = false,
                PanelHeight = 260,
                Panels =
                [
                    new LineChart
                    {
                        Title = "Score of the reward model",
                        X = new Axis { Title = "step" },
                        Series = [Smooth("all the time", runs, r => r.Training(Long, Proxy)), Smooth("last quarter", runs, r => r.Training(Last, Proxy))],
                    },
                    new LineChart
                    {
                        Title = "Held-out truth",
                        X = new Axis { Title = "step" },
                        Y = Shares("pass@1"),
                        Series = [Line("all the time", runs, r => Truth(r, Long)), Line("last quarter", runs, r => Truth(r, Last))],
                    },
                ],
            })],
        },
    ];

    static Criterion Step(string what, Bound bound, double limit, IReadOnlyList<string> families, int from, int to) =>
        new(what, bound, limit, NumberFormat.Percent, r => Change(r, families, from, to));

    static double Change(ClaimRun run, IReadOnlyList<string> families, int from, int to) => Of(run, families, to) - Of(run, families, from);

    static double Of(ClaimRun run, IReadOnlyList<string> families, int model) => run.Evaluated(s_models[model].Stage, "pass_at_1", families);

    static IReadOnlyList<ChartPoint> Truth(ClaimRun run, string stage) => run.Curve(Start, stage, Mean(General, "pass_at_1"));

    static LineChart Stages(string title, IReadOnlyList<ClaimRun> runs, IReadOnlyList<string> families) => new()
    {
        Title = title,
        X = Axis.Of([.. s_models.Select(m => m.Name)]),
        Y = Shares("pass@1"),
        Series =
        [
            .. families.Select(
                (f, i) => Line(f, runs, r => [.. s_models.Select((m, x) => new ChartPoint(x + 1, r.Evaluated(m.Stage, MetricLine.KeyOf(f, "pass_at_1"))))],
                LineStyle.Dashed, i + 1)),
            Line("mean", runs, r => [.. s_models.Select((_, x) => new ChartPoint(x + 1, Of(r, families, x)))], color: 0) with { Markers = true },
        ],
    };
}
