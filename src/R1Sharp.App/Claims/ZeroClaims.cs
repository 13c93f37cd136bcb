// Claims about R1-Zero: what pure reinforcement does to accuracy, votes, length, self-checks and levels.

using R1Sharp.App.Charts;
using R1Sharp.App.Runs;
using R1Sharp.Learning.Rewards;
using static R1Sharp.App.Claims.ClaimCharts;
using static R1Sharp.App.Claims.Suites;

namespace R1Sharp.App.Claims;

/// <summary>The claims 1 to 5.</summary>
static class ZeroClaims
{
    const string Base = "base-evaluated", Zero = "r1-zero", Final = "r1-zero-evaluated";
    const int Binned = 5;

    static readonly string[] s_stages = [Base, Zero, Final];

    public static IReadOnlyList<Claim> All { get; } =
    [
        new()
        {
            Number = 1,
            Title = "Pure reinforcement teaches reasoning",
            Paper = "R1-Zero's pass@1 on AIME 2024 rises from 15.6 to 71.0 % by reinforcement alone (arXiv 2501.12948, section 2.2 and figure 2).",
            Stages = s_stages,
            Criteria =
            [
                .. Reasoning.Select(f => new Criterion($"{Title(f)}, held-out pass@1 after reinforcement over that of the base", Bound.AtLeast, 3,
                    NumberFormat.Plain,
                    r => r.Evaluated(Final, KeyOf(f, "pass_at_1")) / r.Evaluated(Base, KeyOf(f, "pass_at_1")))),
                .. Reasoning.Select(f => new Criterion($"{Title(f)}, held-out pass@1 after reinforcement", Bound.AtLeast, 0.7, NumberFormat.Percent,
                    r => r.Evaluated(Final, KeyOf(f, "pass_at_1")))),
            ],
            Remark = "The base has seen thoughts of every quality in its corpus, as a large base has; reinforcement finds the few that work.",
            Draw = runs => [Figure("claim-01", Panels("Held-out accuracy of R1-Zero", "pass@1 over steps of reinforcement", runs, AllReasoning, f =>
                [Line("R1-Zero", runs, r => r.Curve(Base, Zero, Of(f, "pass_at_1")), color: 0)], Shares("pass@1")))],
        },
        new()
        {
            Number = 2,
            Title = "A majority vote adds to it",
            Paper = "cons@64 lifts R1-Zero on AIME 2024 from 71.0 to 86.7 % (section 2.2, table 2).",
            Stages = s_stages,
            Criteria =
            [
                new("smallest lead of cons@16 over pass@1 at a checkpoint below 95 %, on Countdown and arithmetic", Bound.AtLeast, 0, NumberFormat.Percent,
                    r => Leads(r).Where(l => l.Pass < 0.95).Select(l => l.Lead).DefaultIfEmpty(double.NaN).Min()),
                new("largest lead at a checkpoint", Bound.AtLeast, 0.1, NumberFormat.Percent, r => Leads(r).Max(l => l.Lead)),
            ],
            Remark = "The lead is largest early, when right answers are found but not yet reliably, and vanishes where nearly all samples are right.",
            Draw = runs =>
                [Figure("claim-02", Panels("Majority vote and single answer", "cons@16 and pass@1 over steps of reinforcement", runs, AllReasoning, f =>
                [Line("cons@16", runs, r => r.Curve(Base, Zero, Of(f, "cons_at_16")), LineStyle.Dashed, 1),
                    Line("pass@1", runs, r => r.Curve(Base, Zero, Of(f, "pass_at_1")), color: 0)], Shares("")))],
        },
        new()
        {
            Number = 3,
            Title = "Responses grow longer by themselves",
            Paper = "R1-Zero's responses grow from some hundreds to over ten thousand tokens without being told to (section 2.2.4, figure 3).",
            Stages = s_stages,
            Criteria =
            [
                .. Reasoning.Select(f => new Criterion($"{Title(f)}, mean tokens after reinforcement over those of the base", Bound.AtLeast, 2,
                    NumberFormat.Plain,
                    r => r.Evaluated(Final, KeyOf(f, "mean_completion_tokens")) / r.Evaluated(Base, KeyOf(f, "mean_completion_tokens")))),
                new("tokens of the hardest level over those of the easiest, Countdown", Bound.AtLeast, 1.1, NumberFormat.Plain, r => Growth(r, "countdown")),
                new("tokens of the hardest level over those of the easiest, arithmetic", Bound.AtLeast, 1.1, NumberFormat.Plain, r => Growth(r, "arithmetic")),
            ],
            Remark = "Growth ends where the search that the corpus contains is complete: the miniature has no longer thoughts to find.",
            Draw = runs =>
            [
                Figure("claim-03", Panels("Length of responses", "mean tokens of held-out completions over steps of reinforcement", runs, AllReasoning, f =>
                    [Line("R1-Zero", runs, r => r.Curve(Base, Zero, Of(f, "mean_completion_tokens")), color: 0)], new Axis { Min = 0 })),
                Figure("claim-03-levels",
                    new BarChart { Title = "Length by level after reinforcement", Subtitle = "mean tokens of a completion; level 1 is the easiest",
                    Categories = [.. Reasoning.Select(Title)],
                    Series = [.. Enumerable.Range(1, 3)
                        .Select(l => Bars($"level {l}", runs,
                        Reasoning.Select<string, Func<ClaimRun, double>>(f => r => r.Evaluated(Final, $"levels/{f}/{l}/mean_completion_tokens"))))] }),
            ],
        },
        new()
        {
            Number = 4,
            Title = "It begins to check itself",
            Paper = "Words of reflection become five to seven times as frequent during R1-Zero's training; \"wait\" marks the aha moment (section 2.2.4, "
                + "figure 9 of the appendix).",
            Stages = s_stages,
            Criteria =
            [
                new("self-check words of a completion over those of the base, mean of Countdown and arithmetic", Bound.AtLeast, 4, NumberFormat.Plain,
                    r => r.Evaluated(Final, "self_checks", Reasoning) / r.Evaluated(Base, "self_checks", Reasoning)),
                new("rise of the share of right answers among completions that check themselves", Bound.AtLeast, 0.1, NumberFormat.Percent,
                    r => RightAfterCheck(r, Final) - RightAfterCheck(r, Base)),
            ],
            Remark = "The words are counted as in docs/metrics.md; nothing rewards them.",
            Draw = runs =>
                [Figure("claim-04",
                Panels("Self-checks", "mean number of self-check words of a held-out completion over steps of reinforcement", runs, AllReasoning, f =>
                [Line("R1-Zero", runs, r => r.Curve(Base, Zero, Of(f, "self_checks")), color: 0)], new Axis { Min = 0 }))],
        },
        new()
        {
            Number = 5,
            Title = "Harder levels are learned later",
            Paper = "On MATH the easy levels are at 90 % early and stay there, while the hardest rises from 55 to 90 % over the whole training (appendix, "
                + "accuracy by level).",
            Stages = s_stages,
            Criteria =
            [
                .. AllReasoning.Select(f => new Criterion($"{Title(f)}, share of right answers over the whole training, smallest step from a level to the "
                    + $"next harder", Bound.AtLeast, 0, NumberFormat.Percent,
                    r => Enumerable.Range(1, 2).Min(l => Learned(r, f, l) - Learned(r, f, l + 1)))),
            ],
            Remark = "Measured on the completions of training, thousands a level, where held-out problems would be dozens. Levels 2 and 3 of Countdown need "
                + "the same search; level 3 has a single hit.",
            Draw = runs => [Figure("claim-05", Panels("Accuracy by level", "share of right answers among all completions sampled at temperature 1, over "
                + "steps of reinforcement", runs, AllReasoning, f =>
                [.. Enumerable.Range(1, 3).Select(l => Line($"level {l}", runs, r => ByLevel(r, f, l), color: l - 1))], Shares("right")))],
        },
    ];

    static string KeyOf(string family, string metric) => MetricLine.KeyOf(family, metric);

    static PanelFigure Panels(string title, string subtitle, IReadOnlyList<ClaimRun> runs, IReadOnlyList<string> families,
        Func<string, IReadOnlyList<ChartSeries>> series, Axis y) => new()
        {
            Title = title,
            Subtitle = subtitle + (runs.Count > 1 ? $"; mean of {runs.Count} seeds, bands: lowest to highest" : ""),
            Panels = [.. families.Select(f => new LineChart { Title = Title(f), X = new Axis { Title = "step" }, Y = y, Series = series(f) })],
        };

    static IEnumerable<(double Pass, double Lead)> Leads(ClaimRun run) => Reasoning.SelectMany(f =>
        run.Curve(Base, Zero, Of(f, "pass_at_1")).Zip(run.Curve(Base, Zero, Of(f, "cons_at_16")), (pass, cons) => (pass.Y, cons.Y - pass.Y)));

    static double Growth(ClaimRun run, string family) =>
        run.Evaluated(Final, $"levels/{family}/3/mean_completion_tokens") / run.Evaluated(Final, $"levels/{family}/1/mean_completion_tokens");

    static double RightAfterCheck(ClaimRun run, string stage) =>
        run.Samples(stage).Where(s => Reasoning.Contains(s.Family) && ReflectionWords.Count(s.Text) > 0).MeanOf(s => s.IsRight ? 1.0 : 0);

    static double Learned(ClaimRun run, string family, int level) => run.Trained(Zero).Where(s => s.Family == family && s.Level == level)
        .MeanOf(s => s.IsRight ? 1.0 : 0);

    static IReadOnlyList<ChartPoint> ByLevel(ClaimRun run, string family, int level) =>
    [
        .. run.Trained(Zero).Where(s => s.Family == family && s.Level == level).GroupBy(s => s.Step / Binned).OrderBy(g => g.Key)
            .Select(g => new ChartPoint((g.Key + 0.5) * Binned, g.Average(s => s.IsRight ? 1.0 : 0))),
    ];
}
