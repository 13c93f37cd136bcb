// Troubles of the stages that learn from texts, of reward models, of rejection sampling and of evaluations.

using R1Sharp.App.Runs;
using R1Sharp.App.Stages;
using static R1Sharp.App.Doctor.ReinforcementTroubles;

namespace R1Sharp.App.Doctor;

/// <summary>What can be wrong with learning from texts and judgements.</summary>
static class LearningTroubles
{
    const int LeastSteps = 10;
    const string HeldOut = "held_out_loss";

    public static IReadOnlyList<Trouble> All { get; } =
    [
        new("loss-does-not-fall", "Texts are read and nothing is learned from them: the rate is too small or too large, or the texts are noise.")
            { After = Flat },
        new("learned-by-heart", "The loss on held-out examples rises while that of training falls: the examples are learned by heart.") { After = ByHeart },
        new("examples-cut", "Many examples are longer than allowed: they are cut or left out, and with their ends go the answers.") { After = Lost },
        new("reward-model-is-a-coin", "The reward model orders held-out pairs hardly better than chance: what it rewards is noise.") { After = Coin },
        new("reward-model-scores-length", "The reward model judges by length: where the better answer is the shorter one, it is wrong.") { After = Length },
        new("nothing-kept", "Nearly all completions are dropped: what is left is few, and not what the model usually writes.") { After = Dropped },
        new("problems-left-out", "Prompts are too long for the network, so that the evaluation is of the short problems alone.") { After = LeftOut },
    ];

    static IEnumerable<Sign> Flat(RunPatient run) => run.Curved(StageCurves.Loss).Where(s => s.Record.Kind == "pretrain" && s.Steps.Count >= LeastSteps
        && !(s.Last("loss", 0.1) < 0.95 * s.First("loss", 0.05))).Select(s => new Sign(s.Name,
            $"the loss went from {Number(s.First("loss", 0.05))} to {Number(s.Last("loss", 0.1))} nats in {s.Steps.Count} steps",
                s.PathOf("learning_rate.peak"),
            "take a rate of 1e-3 to 3e-3 for a small network, with warm-up, and look at the texts"));

    static IEnumerable<Sign> ByHeart(RunPatient run) => run.Curved(StageCurves.Loss)
        .Where(s => s.Series(HeldOut) is { Length: >= 3 } held && held[^1] > 1.1 * held.Min()
        && s.Last("loss") < s.First("loss"))
            .Select(s => new Sign(s.Name, $"the held-out loss fell to {Number(s.Series(HeldOut).Min())} and ended at {Number(s.Series(HeldOut)[^1])}",
            s.PathOf("epochs"), "fewer epochs, keep: best, or more examples"));

    static IEnumerable<Sign> Lost(RunPatient run) => run.Data.Where(d => d.Examples + d.LeftOut > 0 && d.Cut + d.LeftOut > 0.2 * (d.Examples + d.LeftOut))
        .Select(d => new Sign(d.Stage,
        $"of {d.Examples + d.LeftOut} examples {d.Cut} are cut at their end and {d.LeftOut} left out",
            run.Stages.FirstOrDefault(s => s.Name == d.Stage)?.PathOf("examples") ?? "stages",
        "raise max_tokens and model.max_positions, or choose shorter examples"));

    static IEnumerable<Sign> Coin(RunPatient run) => Measured(run).Where(m => m.Last["held_out_accuracy"] < 0.55).Select(m => new Sign(m.Stage.Name,
        $"held-out accuracy is {Percent(m.Last["held_out_accuracy"])}", m.Stage.PathOf("learning_rate.peak"),
            "more pairs, clearer ones (least_gap), or another learning rate"));

    static IEnumerable<Sign> Length(RunPatient run) => Measured(run).Where(m => Math.Abs(LengthGap(m.Last)) > 0.3).Select(m => new Sign(m.Stage.Name,
        $"it is right about {Percent(m.Last[Longer])} of the pairs whose better answer is longer and {Percent(m.Last[Shorter])} of the others",
            m.Stage.PathOf("sampled.length_balanced"),
        "balance the pairs (length_balanced: true), or add pairs in which the shorter one is better"));

    const string Longer = "held_out_longer_chosen_accuracy", Shorter = "held_out_shorter_chosen_accuracy";

    static double LengthGap(MetricLine line) => line[Longer] - line[Shorter];

    static IEnumerable<(StageCase Stage, MetricLine Last)> Measured(RunPatient run) => run.Stages.Where(s => s.Record.Kind == "reward_model")
        .Select(s => (s, s.Steps.LastOrDefault(l => double.IsFinite(l["held_out_accuracy"])))).Where(m => m.Item2 is not null).Select(m => (m.s, m.Item2!));

    static IEnumerable<Sign> Dropped(RunPatient run) => run.Stages.Where(s => s.Record.Kind == "collect").Select(s =>
            (Stage: s, Sampled: s.Series("sampled").Sum(), Kept: s.Series("kept").Sum())).Where(s => s.Sampled >= 100 && s.Kept < 0.02 * s.Sampled)
        .Select(s => new Sign(s.Stage.Name, $"{Number(s.Kept)} of {Number(s.Sampled)} completions were kept; most were dropped as '{Reason(s.Stage)}'",
            s.Stage.PathOf("problems"),
            "sample a model that has learned more, ask easier problems, or loosen that filter"));

    static string Reason(StageCase stage) => stage.Steps.SelectMany(l => l.Values).Where(v => v.Key.StartsWith("dropped/", StringComparison.Ordinal))
        .GroupBy(v => v.Key["dropped/".Length..]).OrderByDescending(g => g.Sum(v => v.Value)).Select(g => g.Key).FirstOrDefault() ?? "not told";

    static IEnumerable<Sign> LeftOut(RunPatient run) => run.Stages.SelectMany(s => s.Evaluations.Where(e => e["left_out"] > 0).Take(1)
        .Select(e => new Sign(s.Name,
        $"{Number(e["left_out"])} problems are left out of the evaluation, as their prompts are too long", "model.max_positions",
            "raise max_positions, or shorten the template")));
}
