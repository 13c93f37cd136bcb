// Claims about the languages of thoughts: R1-Zero mixes them, the cold start cures it, the language reward prevents it.

using R1Sharp.App.Charts;
using R1Sharp.App.Runs;
using static R1Sharp.App.Claims.ClaimCharts;
using static R1Sharp.App.Claims.Suites;

namespace R1Sharp.App.Claims;

/// <summary>The claims 6 and 7.</summary>
static class LanguageClaims
{
    const string Purity = "language_purity", Zero = "r1-zero", With = "r1-zero-language", FirstStep = "dev2";
    const int Window = 5;

    public static IReadOnlyList<Claim> All { get; } =
    [
        new()
        {
            Number = 6,
            Title = "R1-Zero mixes languages; the cold start cures it",
            Paper = "R1-Zero suffers from poor readability and language mixing; a few thousand readable examples before the reinforcement cure it (sections "
                + "2.2.4 and 2.3.1).",
            Stages = [Zero, Zero + "-evaluated", "dev1-evaluated", FirstStep],
            Criteria =
            [
                new("words in the question's language, R1-Zero, mean of the families of reasoning", Bound.AtMost, 0.85, NumberFormat.Percent,
                    r => r.Evaluated(Zero + "-evaluated", Purity, AllReasoning)),
                new("the same after the cold start", Bound.AtLeast, 0.95, NumberFormat.Percent, r => r.Evaluated("dev1-evaluated", Purity, AllReasoning)),
            ],
            Remark = "The corpus mixes the two languages of the world in a fifth of its dialogues, and in three fifths of those whose thoughts check "
                + "themselves: reinforcement that finds checking finds mixing with it.",
            Draw = runs => [Figure("claim-06", new LineChart
            {
                Title = "Language of the thoughts", Subtitle = "share of words in the question's language, sampled at temperature 1",
                X = new Axis { Title = "step of reinforcement" },
                Y = new Axis { Format = NumberFormat.Percent, Max = 1 },
                Series = [Smooth("R1-Zero", runs, r => r.Training(Zero, Purity)), Smooth("after the cold start", runs, r => r.Training(FirstStep, Purity))],
            })],
        },
        new()
        {
            Number = 7,
            Title = "The language reward keeps the language at a small cost",
            Paper = "Without the reward consistency falls during training; with it it stays, at a slight loss of performance (section 2.3.2; appendix, "
                + "ablation of the language consistency reward).",
            Stages = [Zero, "r1-zero-evaluated", With, With + "-evaluated"],
            Criteria =
            [
                new("change of the share of words in the question's language with the reward, last steps less first", Bound.AtLeast, -0.02,
                    NumberFormat.Percent, r => r.Training(With, Purity, -Window) - r.Training(With, Purity, Window)),
                new("the same change without the reward", Bound.AtMost, -0.02, NumberFormat.Percent,
                    r => r.Training(Zero, Purity, -Window) - r.Training(Zero, Purity, Window)),
                new("held-out pass@1 without less with the reward, mean of Countdown and arithmetic", Bound.AtMost, 0.03, NumberFormat.Percent,
                    r => r.Evaluated("r1-zero-evaluated", "pass_at_1", Reasoning) - r.Evaluated(With + "-evaluated", "pass_at_1", Reasoning)),
            ],
            Remark = "Both arms begin with the same base and take the same steps; the paper's ablation begins with a distilled model.",
            Draw = runs =>
            [
                Figure("claim-07", new LineChart
                {
                    Title = "With and without the language reward", Subtitle = "share of words in the question's language, sampled at temperature 1",
                    X = new Axis { Title = "step of reinforcement" },
                    Y = new Axis { Format = NumberFormat.Percent, Max = 1 },
                    Series = [Smooth("without", runs, r => r.Training(Zero, Purity)), Smooth("with", runs, r => r.Training(With, Purity))],
                }),
                Figure("claim-07-accuracy", new BarChart
                {
                    Title = "What it costs", Subtitle = "held-out pass@1 at the end", Categories = [.. AllReasoning.Select(Title)], Y = Shares(""),
                    Series = [.. new[] { ("without", "r1-zero-evaluated"), ("with", With + "-evaluated") }.Select(arm =>
                        Bars(arm.Item1, runs,
                            AllReasoning.Select<string, Func<ClaimRun, double>>(f => r => r.Evaluated(arm.Item2, MetricLine.KeyOf(f, "pass_at_1")))))],
                }),
            ],
        },
    ];
}
