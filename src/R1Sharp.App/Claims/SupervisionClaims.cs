// Claims of DeepSeekMath and of R1's unsuccessful attempts about what rewards: steps or outcomes, a reward model once or round by round.

using R1Sharp.App.Charts;
using static R1Sharp.App.Claims.ClaimCharts;
using static R1Sharp.App.Claims.Suites;

namespace R1Sharp.App.Claims;

/// <summary>The claims 22, 23 and 25.</summary>
static class SupervisionClaims
{
    const string Start = "base-evaluated", LongPrm = "long-prm", LongExact = "long-exact";
    const int Steps = 5;

    static readonly (string Name, string Stage)[] s_arms = [("RFT", "rft-evaluated"), ("online RFT", "online-rft-evaluated"),
        ("GRPO, outcomes", "by-outcome-evaluated"), ("GRPO, steps", "by-prm-evaluated")];

    static readonly string[] s_rounds = ["policy-evaluated-1", "policy-evaluated-2", "policy-evaluated-3"];

    public static Claim Process { get; } = new()
    {
        Number = 22,
        Recipe = "process.yaml",
        Title = "At equal work steps supervise at least as well as outcomes, these better than online RFT, that better than RFT",
        Paper = "DeepSeekMath, figure 5: GRPO with process supervision above GRPO with outcome supervision, above online RFT, above RFT, on GSM8K and MATH.",
        Stages = [.. s_arms.Select(a => a.Stage), Start],
        Criteria =
        [
            new("pass@1, GRPO by steps less GRPO by outcomes", Bound.AtLeast, 0, NumberFormat.Percent, r => Arm(r, 3) - Arm(r, 2)),
            new("GRPO by outcomes less online RFT", Bound.AtLeast, 0.005, NumberFormat.Percent, r => Arm(r, 2) - Arm(r, 1)),
            new("online RFT less RFT", Bound.AtLeast, 0.005, NumberFormat.Percent, r => Arm(r, 1) - Arm(r, 0)),
        ],
        Remark = "Mean of arithmetic and digits, held out. Every arm has the same counted work, what its reward model reads among it; the labels and the "
            + "training "
            + "of the reward model are not counted, as in the paper. Steps are rewarded by a model of labels that continuations made.",
        Draw = runs => [Figure("claim-22", new BarChart
        {
            Title = "Steps and outcomes", Subtitle = "held-out pass@1 after the same work", Y = Shares(""), Categories = ["pass@1"],
            Series = [.. s_arms.Prepend(("base", Start)).Select(a => Bars(a.Item1, runs, [r => Of(r, a.Item2)]))],
        })],
    };

    public static Claim Hacking { get; } = new()
    {
        Number = 23,
        Recipe = "process.yaml",
        Title = "A learned process reward model is hacked, an exact one is not",
        Paper = "R1, unsuccessful attempts: once a model-based PRM is introduced, it inevitably leads to reward hacking.",
        Stages = [LongPrm, LongExact, Start],
        Criteria =
        [
            new("mean reward of a step, last less first steps of the learned arm", Bound.AtLeast, 0.05, NumberFormat.Plain, Rise),
            new("held-out pass@1 at the end less at its best, learned", Bound.AtMost, -0.1, NumberFormat.Percent, r => Fall(r, LongPrm)),
            new("the same, exact", Bound.AtLeast, -0.1, NumberFormat.Percent, r => Fall(r, LongExact)),
        ],
        Remark = "Both arms begin with the base and make as many steps. The exact checkers are the control that no one has outside of a world like this one.",
        Draw = runs => [Figure("claim-23", new LineChart
        {
            Title = "Rewards of steps", Subtitle = "held-out pass@1 over steps, mean of arithmetic and digits", X = new Axis { Title = "step" },
            Y = Shares("pass@1"),
            Series = [.. new[] { ("learned", LongPrm), ("exact", LongExact) }.Select(arm => Line(arm.Item1, runs, r => Curve(r, arm.Item2)))],
        })],
    };

    public static Claim Iterating { get; } = new()
    {
        Number = 25,
        Recipe = "iterative.yaml",
        Title = "Iterating the reward model helps, most at first",
        Paper = "DeepSeekMath, figure 6: iterative GRPO improves, especially at the first iteration.",
        Stages = [.. s_rounds, Start],
        Criteria =
        [
            new("pass@1, first iteration less none", Bound.AtLeast, 0.02, NumberFormat.Percent, r => Round(r, 1) - Round(r, 0)),
            new("gain of the second iteration less that of the first", Bound.AtMost, 0, NumberFormat.Percent,
                r => Round(r, 2) - 2 * Round(r, 1) + Round(r, 0)),
        ],
        Remark = "The policy is rewarded by an outcome reward model alone. Round 1 uses the one that was trained on the base's samples: no iteration; the "
            + "reward "
            + "models of rounds 2 and 3 went on learning from the policy's own samples with a tenth of older ones.",
        Draw = runs => [Figure("claim-25", new BarChart
        {
            Title = "Iterating the reward model", Subtitle = "held-out pass@1, mean of arithmetic and digits", Y = Shares(""),
            Categories = ["base", "round 1", "round 2", "round 3"],
            Series = [Bars("pass@1", runs, [.. s_rounds.Prepend(Start).Select<string, Func<ClaimRun, double>>(s => r => Of(r, s))])],
        })],
    };

    static double Arm(ClaimRun run, int arm) => Of(run, s_arms[arm].Stage);

    static double Round(ClaimRun run, int round) => Of(run, s_rounds[round]);

    static double Of(ClaimRun run, string stage) => run.Evaluated(stage, "pass_at_1", Chains);

    static double Rise(ClaimRun run) => run.Training(LongPrm, "step_reward", -Steps) - run.Training(LongPrm, "step_reward", Steps);

    static double Fall(ClaimRun run, string arm) => Curve(run, arm) is var curve ? curve[^1].Y - curve.Max(p => p.Y) : double.NaN;

    static IReadOnlyList<ChartPoint> Curve(ClaimRun run, string arm) => run.Curve(Start, arm, Mean(Chains, "pass_at_1"));
}
