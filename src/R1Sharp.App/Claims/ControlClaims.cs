// Claims that compare a model with what should be worse or no better: R1 with R1-Zero, few-shot with zero-shot, a reward with a coin.

using R1Sharp.App.Charts;
using R1Sharp.App.Runs;
using static R1Sharp.App.Claims.ClaimCharts;
using static R1Sharp.App.Claims.Suites;

namespace R1Sharp.App.Claims;

/// <summary>The claims 20, 21 and 29.</summary>
static class ControlClaims
{
    const string Pass = "pass_at_1", Coin = "coin-arm-evaluated", Form = "form-arm-evaluated", Base = "base-evaluated";

    // An interval of 95 % is so many standard errors wide.
    const double Width = 2 * 1.96;

    static readonly string[] s_models = ["base", "r1"];

    /// <summary>R1 against R1-Zero.</summary>
    public static Claim Headline { get; } = new()
    {
        Number = 20,
        Title = "R1 ends above R1-Zero",
        Paper = "AIME 2024: R1-Zero 71.0 % and R1 79.8 % (tables 2 and 4 of the first edition); general tasks and readable language come on top.",
        Stages = ["r1-zero-evaluated", "r1-evaluated"],
        Criteria =
        [
            new("reasoning, R1 less R1-Zero, mean of four families", Bound.AtLeast, 0, NumberFormat.Percent, r => Gain(r, AllReasoning)),
            new("general tasks, R1 less R1-Zero", Bound.AtLeast, 0.2, NumberFormat.Percent, r => Gain(r, General)),
        ],
        Remark = "R1's general tasks are rewarded by preference models and form; the rubric that measures them here rewards nothing.",
        Draw = runs => [Figure("claim-20", new BarChart
        {
            Title = "R1-Zero and R1", Subtitle = "held-out pass@1", Y = Shares(""), Categories = [.. AllReasoning.Concat(General).Select(Title)],
            Series = [Bars("R1-Zero", runs, ByFamily("r1-zero-evaluated")), Bars("R1", runs, ByFamily("r1-evaluated"))],
        })],
    };

    /// <summary>Few-shot.</summary>
    public static Claim FewShot { get; } = new()
    {
        Number = 21,
        Title = "Few-shot prompting harms R1 and helps the base",
        Paper = "Few-shot prompting consistently degrades R1's performance; it is recommended to describe the problem and the form of the answer "
            + "alone (limitations). "
            + "Base models are evaluated with examples because they are better with them.",
        Stages = [.. s_models.SelectMany(m => new[] { m + "-zero-shot", m + "-few-shot" })],
        Criteria =
        [
            new("reasoning of R1, two examples less none", Bound.AtMost, 0, NumberFormat.Percent, r => Shown(r, "r1")),
            new("reasoning of the base, two examples less none", Bound.AtLeast, 0, NumberFormat.Percent, r => Shown(r, "base")),
        ],
        Remark = "The examples are short completions that the cold start collected, of the question's family. The world's corpus reads one document "
            + "at a time: the base has "
            + "never seen one text behind another. Both ways are asked with the same cap of 300 tokens, so that the longer prompt costs no room.",
        Draw = runs => [Figure("claim-21", new BarChart
        {
            Title = "With examples and without", Subtitle = "held-out pass@1, mean of four families", Y = Shares(""), Categories = ["base", "R1"],
            Series =
            [
                Bars("none", runs, s_models.Select(m => (Func<ClaimRun, double>)(r => r.Evaluated(m + "-zero-shot", Pass, AllReasoning)))),
                Bars("two examples", runs, s_models.Select(m => (Func<ClaimRun, double>)(r => r.Evaluated(m + "-few-shot", Pass, AllReasoning)))),
            ],
        })],
    };

    /// <summary>Rewards that know nothing.</summary>
    public static Claim Controls { get; } = new()
    {
        Number = 29,
        Title = "Coin-flip rewards teach nothing; rewarding form alone teaches form",
        Paper = "Random and format rewards raise Qwen2.5-Math on MATH-500 by up to 21 points, other models hardly (arXiv 2506.10947): a replication "
            + "without such a control "
            + "shows little.",
        Stages = [Base, Coin, Form],
        Criteria =
        [
            new("reasoning after coin-flip rewards, distance from the base in standard errors of the difference", Bound.AtMost, 2, NumberFormat.Plain,
                r => Math.Abs(Of(r, Coin) - Of(r, Base)) / Math.Sqrt(Variance(r, Coin) + Variance(r, Base))),
            new("completions in the right form after rewards for form", Bound.AtLeast, 0.95, NumberFormat.Percent, r =>
                r.Evaluated(Form, "format", AllReasoning)),
        ],
        Remark = "Both arms take the steps, prompts and settings of the GRPO arm of claim 13. Standard errors are those of the mean over problems.",
        Draw = runs => [Figure("claim-29", new BarChart
        {
            Title = "Rewards that know nothing", Subtitle = "held-out, mean of four families", Y = Shares(""), Categories = ["right answers", "right form"],
            Series = [Bars("base", runs, Both(Base)), Bars("a coin", runs, Both(Coin)), Bars("form alone", runs, Both(Form))],
        })],
    };

    static double Gain(ClaimRun run, IReadOnlyList<string> families) => run.Evaluated("r1-evaluated", Pass, families) - run.Evaluated("r1-zero-evaluated",
        Pass, families);

    static double Shown(ClaimRun run, string model) => run.Evaluated(model + "-few-shot", Pass, AllReasoning) - run.Evaluated(model + "-zero-shot", Pass,
        AllReasoning);

    static double Of(ClaimRun run, string stage) => run.Evaluated(stage, Pass, AllReasoning);

    // Of the mean over families, which are measured apart.
    static double Variance(ClaimRun run, string stage) => AllReasoning.Sum(f => Math.Pow((At(run, stage, f, "_high") - At(run, stage, f, "_low")) / Width, 2))
        / (AllReasoning.Count * AllReasoning.Count);

    static double At(ClaimRun run, string stage, string family, string end) => run.Evaluated(stage, MetricLine.KeyOf(family, Pass + end));

    static IEnumerable<Func<ClaimRun, double>> ByFamily(string stage) =>
        AllReasoning.Concat(General).Select(f => (Func<ClaimRun, double>)(r => r.Evaluated(stage, MetricLine.KeyOf(f, Pass))));

    static IEnumerable<Func<ClaimRun, double>> Both(string stage) => [r => Of(r, stage), r => r.Evaluated(stage, "format", AllReasoning)];
}
