// Claims about what a model finds by itself: tree search, majority labels; about tools, and about reinforcement from preferences.

using System.Globalization;
using R1Sharp.App.Charts;
using static R1Sharp.App.Claims.ClaimCharts;
using static R1Sharp.App.Claims.Suites;

namespace R1Sharp.App.Claims;

/// <summary>The claims 24, 26, 27 and 28.</summary>
static class SearchClaims
{
    const string Steps = "by-steps", Voted = "voted", Tokens = "by-tokens";
    const int MostVotes = 64;

    static readonly string[] s_policies = ["base-evaluated", "policy-evaluated-1", "policy-evaluated-2", "policy-evaluated-3"];
    static readonly string[] s_lmsi = ["base-evaluated", "lmsi-evaluated-1", "lmsi-evaluated-2"];
    static readonly (string Name, string Stage)[] s_forms = [("chain", "chain-measured"), ("program", "program-measured"), ("tool", "tool-measured")];

    public static Claim Trees { get; } = new()
    {
        Number = 24,
        Recipe = "tree-search.yaml",
        Title = "Tree search does not scale: a vote of as many tokens does as well, and the loop stalls",
        Paper = "R1, unsuccessful attempts: MCTS can improve answers at inference with a value model, but to improve the model by searching iteratively "
            + "remains "
            + "difficult.",
        Stages = [Steps, Tokens, Voted, .. s_policies],
        Criteria =
        [
            new("right answers, search over steps less the vote of as many tokens", Bound.AtMost, 0.01, NumberFormat.Percent,
                r => Chosen(r, Steps) - Vote(r, Steps)),
            new("the same, search over tokens", Bound.AtMost, 0.01, NumberFormat.Percent, r => Chosen(r, Tokens) - Vote(r, Tokens)),
            new("gain of the loop's third round less that of its first", Bound.AtMost, 0, NumberFormat.Percent,
                r => Pass(r, 3) - Pass(r, 2) - (Pass(r, 1) - Pass(r, 0))),
        ],
        Remark = "Votes are counted over 1, 2, 4, … 64 samples; between two of these the vote is read off the straight line that joins them, at as many "
            + "tokens as the search sampled. What the value model reads is not counted.",
        Draw = runs => [Figure("claim-24", new BarChart
        {
            Title = "Search and vote", Subtitle = "right answers: votes of as many tokens beside the searches; the policy round by round", Y = Shares(""),
            Categories = ["vote", "steps", "longer vote", "tokens", "base", "round 1", "round 2", "round 3"],
            Series = [Bars("right", runs, [r => Vote(r, Steps), r => Chosen(r, Steps), r => Vote(r, Tokens), r => Chosen(r, Tokens),
                .. Enumerable.Range(0, s_policies.Length).Select<int, Func<ClaimRun, double>>(i => r => Pass(r, i))])],
        })],
    };

    public static Claim Majority { get; } = new()
    {
        Number = 26,
        Recipe = "self-improvement.yaml",
        Title = "Majority labels teach",
        Paper = "LMSI (arXiv 2210.11610): fine-tuned on its own majority answers a 540B model goes from 74.4 to 82.1 % on GSM8K, without a label.",
        Stages = s_lmsi,
        Criteria =
        [
            new("pass@1 after two rounds less before", Bound.AtLeast, 0.05, NumberFormat.Percent, r => Lmsi(r, 2) - Lmsi(r, 0)),
        ],
        Remark = "No gold answer is looked at: the same completions are learned whatever the gold answers say. Mean of arithmetic and digits, held out.",
        Draw = runs => [Figure("claim-26", new BarChart
        {
            Title = "Majority labels", Subtitle = "held-out pass@1, mean of arithmetic and digits", Y = Shares(""), Categories = ["base", "round 1",
            "round 2"],
            Series = [Bars("pass@1", runs, [.. Enumerable.Range(0, s_lmsi.Length).Select<int, Func<ClaimRun, double>>(i => r => Lmsi(r, i))])],
        })],
    };

    public static Claim Forms { get; } = new()
    {
        Number = 27,
        Recipe = "three-forms.yaml",
        Title = "Tools beat programs beat thought on long numbers",
        Paper = "DeepSeekMath-Instruct on MATH: 46.8 % by chain of thought, 57.4 % with tools (table 5).",
        Stages = [.. s_forms.Select(f => f.Stage)],
        Criteria =
        [
            new("right answers, tools less programs", Bound.AtLeast, 0, NumberFormat.Percent, r => Form(r, 2) - Form(r, 1)),
            new("programs less thoughts", Bound.AtLeast, 0.02, NumberFormat.Percent, r => Form(r, 1) - Form(r, 0)),
        ],
        Remark = "The three models learn from the same products of long numbers, worked out in three ways. What tools add to programs is a look at the output: "
            + "the last digit is checked, and a program with a miscopied number is written again.",
        Draw = runs => [Figure("claim-27", new BarChart
        {
            Title = "Three forms", Subtitle = "right answers, greedy", Y = Shares(""), Categories = [.. s_forms.Select(f => f.Name)],
            Series = [Bars("right", runs, [.. Enumerable.Range(0, s_forms.Length).Select<int, Func<ClaimRun, double>>(i => r => Form(r, i))])],
        })],
    };

    public static Claim Rlhf { get; } = new()
    {
        Number = 28,
        Recipe = "rlhf.yaml",
        Title = "RLHF: PPO on a reward model beats fine-tuning on preference",
        Paper = "InstructGPT (arXiv 2203.02155): labellers prefer the outputs of PPO to those of the fine-tuned model; 72 % held-out accuracy of the "
            + "reward model.",
        Stages = ["reward", "sft-evaluated", "ppo-evaluated"],
        Criteria =
        [
            new("held-out pairs that the reward model puts in the right order", Bound.AtLeast, 0.75, NumberFormat.Percent,
                r => r.Training("reward", "held_out_accuracy", -1)),
            new("win rate of PPO against fine-tuning by the rubrics", Bound.AtLeast, 0.55, NumberFormat.Percent,
                r => 0.5 + (r.Evaluated("ppo-evaluated", "pass_at_1", General) - r.Evaluated("sft-evaluated", "pass_at_1", General)) / 2),
        ],
        Remark = "The rubrics are never rewarded. Of two independent samples of a problem one wins where it alone is good, and ties count half: the win "
            + "rate is a "
            + "half and half the difference of pass@1.",
        Draw = runs => [Figure("claim-28", new BarChart
        {
            Title = "RLHF", Subtitle = "held-out general tasks that meet their rubrics", Y = Shares(""), Categories = [.. General.Select(Title)],
            Series = [.. new[] { ("fine-tuned", "sft-evaluated"), ("PPO", "ppo-evaluated") }.Select(
                m => Bars(m.Item1, runs, General.Select<string, Func<ClaimRun, double>>(f => r => r.Evaluated(m.Item2, "pass_at_1", [f]))))],
        })],
    };

    static double Chosen(ClaimRun run, string stage) => run.Training(stage, "chosen_right", -1);

    // The vote of as many tokens as a search sampled, between the two powers of two beside it; the largest where the search sampled still more.
    static double Vote(ClaimRun run, string search)
    {
        double Sum(string stage, string key) => run.Training(stage, key).Sum(p => p.Y);
        double At(int votes) => run.Training(Voted, string.Create(CultureInfo.InvariantCulture, $"chosen_at_{votes}"), -1);
        double aSample = Sum(Voted, "sampled_tokens") / Sum(Voted, "samples"), asMany = Sum(search, "sampled_tokens") / Sum(search, "problems") / aSample;
        int below = 1;
        while (2 * below <= Math.Min(asMany, MostVotes))
            below *= 2;
        return below == MostVotes ? At(below) : At(below) + (At(2 * below) - At(below)) * Math.Max(0, asMany - below) / below;
    }

    static double Pass(ClaimRun run, int round) => run.Evaluated(s_policies[round], "pass_at_1", Chains);

    static double Lmsi(ClaimRun run, int round) => run.Evaluated(s_lmsi[round], "pass_at_1", Chains);

    static double Form(ClaimRun run, int form) => run.Training(s_forms[form].Stage, "pass_at_1", -1);
}
