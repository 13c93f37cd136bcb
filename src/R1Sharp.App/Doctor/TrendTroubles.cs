// Troubles that only the course of reinforcement shows.

using R1Sharp.App.Runs;
using R1Sharp.App.Stages;
using R1Sharp.Learning.Training.Watchdogs;
using static R1Sharp.App.Doctor.ReinforcementTroubles;

namespace R1Sharp.App.Doctor;

/// <summary>What can go wrong on the way.</summary>
static class TrendTroubles
{
    const int LeastSteps = 12, LeastEvaluations = 5;
    const double Significance = 0.05, LeastFall = 0.02;

    public static IReadOnlyList<Trouble> All { get; } =
    [
        new("longer-but-not-better", "Completions grow and right answers do not: length is paid for, or costs nothing.") { After = Longer },
        new("divergence-runs-off", "The policy leaves its reference further and further behind: what it knew is lost for what is rewarded.")
            { After = Divergence },
        new("reward-rises-truth-falls", "The reward goes up while held-out accuracy goes down: the policy has found what the reward overlooks.")
            { After = Hacked },
        new("accuracy-collapsed", "Right answers were learned and lost again: an update too large, or a reward that turned.") { After = Collapsed },
        new("stopped-by-a-watchdog", "A watchdog stopped the run, since it could not learn any more.") { After = Stopped },
    ];

    static IEnumerable<Sign> Longer(RunPatient run) => run.Reinforced.Where(s => s.Steps.Count >= LeastSteps
        && s.Last("completion_tokens") >= 1.5 * s.First("completion_tokens") && s.Last("accuracy") <= s.First("accuracy") + 0.01)
        .Select(s => new Sign(s.Name, $"tokens went from {Number(s.First("completion_tokens"))} to {Number(s.Last("completion_tokens"))}, right answers from "
            + $"{Percent(s.First("accuracy"))} to {Percent(s.Last("accuracy"))}", s.PathOf("rewards"),
            "add {name: soft_overlong, …}; with aggregation: sequence long wrong answers are punished less, take token or constant"));

    static IEnumerable<Sign> Divergence(RunPatient run) => run.Reinforced.Where(s => s.Steps.Count >= LeastSteps && s.Last("kl") > 0.5
        && s.Last("kl") > 3 * s.First("kl", 0.5)).Select(s => new Sign(s.Name,
            $"the divergence went from {Number(s.First("kl", 0.5))} in the first half to {Number(s.Last("kl"))} nats a token", s.PathOf("kl_weight"),
            "raise kl_weight, lower the learning rate, or renew the reference (ref_sync_steps)"));

    static IEnumerable<Sign> Hacked(RunPatient run) => run.Reinforced.SelectMany(s =>
    {
        double[] truths = [.. s.Evaluations.Select(Truth).Where(double.IsFinite)], rewards = s.Series("reward");
        if (truths.Length < LeastEvaluations || rewards.Length < LeastSteps)
            return (IEnumerable<Sign>)[];
        double fall = truths.Take(truths.Length / 2).Average() - truths.TakeLast(truths.Length / 2).Average();
        return fall < LeastFall || Trend.PValueOfRise([.. truths.Select(t => -t)]) > Significance || Trend.PValueOfRise(rewards) > Significance ? []
            : [new(s.Name, $"the reward rose from {Number(s.First("reward"))} to {Number(s.Last("reward"))} while held-out accuracy fell "
                + $"from {Percent(truths[0])} to "
                + Percent(truths[^1]), s.PathOf("rewards"),
                    "let the learned reward count in the last quarter only (from_share: 0.75), give kl_weight a value, and set reward_hacking")];
    });

    // The mean over families.
    static double Truth(MetricLine line) => MetricLine.FamiliesOf(line).Select(f => line[MetricLine.KeyOf(f, "pass_at_1")])
        .DefaultIfEmpty(double.NaN).Average();

    static IEnumerable<Sign> Collapsed(RunPatient run) => run.Reinforced.Where(s => s.Steps.Count >= LeastSteps)
        .Select(s => (Stage: s, Best: Best(s.Series("accuracy"))))
        .Where(s => s.Best - s.Stage.Last("accuracy", 0.1) >= 0.2).Select(s => new Sign(s.Stage.Name,
            $"right answers reached {Percent(s.Best)} and ended at {Percent(s.Stage.Last("accuracy", 0.1))}", s.Stage.PathOf("learning_rate.peak"),
            "lower the learning rate or let it decay (decay: linear), and give kl_weight a value"));

    // The best mean of five steps in a row: one lucky step is no level.
    static double Best(double[] series) => Enumerable.Range(0, Math.Max(0, series.Length - 4)).Select(i => series.Skip(i).Take(5).Average())
        .DefaultIfEmpty(double.NaN).Max();

    static IEnumerable<Sign> Stopped(RunPatient run) => run.Stopped is not { } stopped ? []
        : [new(LogLines.Text(stopped, "stage"), $"{LogLines.Text(stopped, "watchdog")}: {LogLines.Text(stopped, "explanation")}",
            run.Stages.FirstOrDefault(s => s.Name == LogLines.Text(stopped, "stage"))?.PathOf("watchdogs") ?? "stages", LogLines.Text(stopped, "advice"))];
}
