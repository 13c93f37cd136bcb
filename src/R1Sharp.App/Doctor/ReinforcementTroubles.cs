// Troubles that the numbers of reinforcement show at one look.

using System.Globalization;
using R1Sharp.App.Runs;
using R1Sharp.App.Stages;

namespace R1Sharp.App.Doctor;

/// <summary>What can be wrong with the completions of reinforcement and with what is learned from them.</summary>
static class ReinforcementTroubles
{
    const int LeastRollouts = 64;
    const double Mastered = 0.9;

    public static IReadOnlyList<Trouble> All { get; } =
    [
        new("no-reward-ever", "No completion of a family was ever right, however many were sampled: there is nothing that could be reinforced.")
            { After = Never },
        new("all-groups-equal", "All completions of a problem get the same reward, so that every advantage is zero and nothing is learned.") { After = Equal },
        new("cut-at-the-cap", "Most completions reach the cap before they end: they are judged by what they did not come to.") { After = Cut },
        new("end-never-learned", "Completions go on behind their answer: the model never learned the token that ends a text.") { After = NoEnd },
        new("only-form-learned", "The form is learned and the answers are not: the form earns enough.") { After = OnlyForm },
        new("entropy-gone", "The policy is certain of every token although it is often wrong: all samples are alike, and nothing new is tried.")
            { After = Certain },
        new("clipping-everywhere", "A large share of the tokens gives no gradient, since the policy moves further within a step than its clip allows.")
            { After = Clipped },
        new("sampler-and-trainer-differ", "The trainer computes other log-probabilities than the sampler: ratios are wrong from the first update on.")
            { After = Differ },
        new("undecided-answers", "The grader cannot decide about many answers; they count as wrong.") { After = Undecided },
        new("reward-never-applies", "A part of the reward applies to no completion: its route names what no problem has, or its problems are not there.")
            { After = NeverApplies },
        new("value-model-misleads", "The value model explains less than nothing of the returns: its advantages are noise.") { After = Values },
    ];

    static IEnumerable<Sign> Never(RunPatient run) => run.Reinforced.SelectMany(s =>
    {
        var families = s.Steps.SelectMany(l => l.Values.Keys).Where(k => k.StartsWith(Family, StringComparison.Ordinal)).Distinct();
        double rollouts = s.Steps.Sum(l => l.Or("rollouts", LeastRollouts));
        return families.Where(f => rollouts >= LeastRollouts && s.Series(f) is { Length: > 0 } series && series.All(a => a == 0)).Select(f => new Sign(s.Name,
            string.Create(CultureInfo.InvariantCulture, $"of {rollouts:0} completions of the stage none to '{f[Family.Length..]}' was right (pass@k is 0)"),
            s.PathOf("problems"), "ask easier problems (level: 1), fine-tune on examples first, or take a base that solves some of them"));
    });

    const string Family = "accuracy_by_family/";

    static IEnumerable<Sign> Equal(RunPatient run) => run.Reinforced.Where(s => s.Last("zero_variance_share") >= 0.9 && !(s.Last("accuracy") >= Mastered))
        .Select(s => new Sign(s.Name,
            $"{Percent(s.Last("zero_variance_share"))} of the groups at the end hold one reward only, at an accuracy of {Percent(s.Last("accuracy"))}",
            s.PathOf("problems"), "ask problems that are solved sometimes (a stage filter finds them), or raise group_size"));

    static IEnumerable<Sign> Cut(RunPatient run) => run.Reinforced.Where(s => s.Last("truncated_share") >= 0.5)
        .Select(s => new Sign(s.Name, $"{Percent(s.Last("truncated_share"))} of the completions at the end reach the cap", s.PathOf("max_completion_tokens"),
            "raise max_completion_tokens, or reward soft_overlong"));

    static IEnumerable<Sign> NoEnd(RunPatient run) => run.Stages.SelectMany(s =>
    {
        var samples = SampleLine.Read(s.Folder.Rollouts).ToList();
        int going = samples.Count(l => l.IsCut && l.Completion.LastIndexOf(Close, StringComparison.Ordinal) is >= 0 and var at
            && at + Close.Length < l.Completion.TrimEnd().Length);
        return samples.Count < 4 || going < 0.5 * samples.Count ? (IEnumerable<Sign>)[]
            : [new(s.Name, $"{going} of {samples.Count} completions of the evaluation go on behind {Close} up to the cap", s.PathOf("max_completion_tokens"),
                "learn examples that end with the end-of-text token (a file's template must not hold its own), or name stop: [\"</answer>\"]")];
    });

    const string Close = "</answer>";

    static IEnumerable<Sign> OnlyForm(RunPatient run) => run.Reinforced.Where(s => s.Steps.Count >= 10 && s.Last("format") >= 0.9 && s.Last("accuracy") <= 0.02
        && s.Last("format") - s.First("format") >= 0.05).Select(s => new Sign(s.Name,
            $"the form went from {Percent(s.First("format"))} to {Percent(s.Last("format"))}, right answers are {Percent(s.Last("accuracy"))}",
                s.PathOf("rewards"),
            "weigh the form less, or ask easier problems"));

    static IEnumerable<Sign> Certain(RunPatient run) => run.Reinforced.Where(s => s.Steps.Count >= 10 && s.Last("entropy") < 0.01
        && s.Last("accuracy") < Mastered)
        .Select(s => new Sign(s.Name,
            $"the entropy went from {Number(s.First("entropy"))} to {Number(s.Last("entropy"))} nats at an accuracy of {Percent(s.Last("accuracy"))}",
            s.PathOf("learning_rate.peak"), "lower the learning rate, raise temperature or epsilon_high, or give entropy_weight a value"));

    static IEnumerable<Sign> Clipped(RunPatient run) => run.Reinforced.Where(s => s.Last("clip_low_share") + s.Last("clip_high_share") > 0.3)
        .Select(s => new Sign(s.Name, $"{Percent(s.Last("clip_low_share") + s.Last("clip_high_share"))} of the tokens are clipped at the end",
            s.PathOf("learning_rate.peak"),
            "lower the learning rate, or make fewer updates of a step (num_iterations, minibatches_per_step)"));

    // A server that samples is another engine, or has other weights.
    static IEnumerable<Sign> Differ(RunPatient run) => run.Reinforced
        .Where(s => s.Series("staleness").Length == 0 && s.Series("sampler_difference").Any(d => d > 0))
        .Select(s => new Sign(s.Name, $"log-probabilities differ by up to {Number(s.Series("sampler_difference").Max())} nats", "policy",
            "leave policy.as_stored and bfloat16 off; where they are off, this is a fault of the engine"));

    static IEnumerable<Sign> Undecided(RunPatient run) => run.Reinforced.Where(s => s.Last("undecided_share", 1) > 0.1)
        .Select(s => new Sign(s.Name, $"the grader is undecided about {Percent(s.Last("undecided_share", 1))} of the completions", s.PathOf("rewards"),
            "reward judged beside the rule, or name problems with checkable answers"));

    static IEnumerable<Sign> NeverApplies(RunPatient run) => run.Reinforced.SelectMany(s => (s.Settings<ReinforcementStage>()?.Rewards ?? [])
        .Where(r => r.Weight != 0 && r.When is not null && s.Record.IsFinished && s.Series($"reward_parts/{r.ReportedName}").Length == 0)
        .Select(r => new Sign(s.Name, $"'{r.ReportedName}' scored none of the completions of {s.Steps.Count} steps", s.PathOf("rewards"),
            $"when: {{column: {r.When!.Column}, is: […]}} must name what the problems have")));

    static IEnumerable<Sign> Values(RunPatient run) => run.Reinforced.Where(s => s.Steps.Count >= 10 && s.Last("explained_variance") < 0)
        .Select(s => new Sign(s.Name, $"the explained variance is {Number(s.Last("explained_variance"))} at the end", s.PathOf("value_learning_rate.peak"),
            "give value_warmup_steps a value, lower the value model's learning rate, or set lambda to 1"));

    internal static string Percent(double share) => double.IsFinite(share) ? (share * 100).ToString("0.#", CultureInfo.InvariantCulture) + " %"
        : "not measured";

    internal static string Number(double value) => value.ToString("0.####", CultureInfo.InvariantCulture);
}
