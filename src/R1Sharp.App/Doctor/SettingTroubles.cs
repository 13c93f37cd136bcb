// Troubles of settings, seen in the recipe alone.

using System.Globalization;
using R1Sharp.App.Recipes;
using R1Sharp.App.Stages;
using R1Sharp.Learning.Rewards;
using R1Sharp.Learning.Training;

namespace R1Sharp.App.Doctor;

/// <summary>What can be wrong with how a recipe trains.</summary>
static class SettingTroubles
{
    // A network of a million parameters collapsed at 4e-4 with four updates a step and learned at 2e-4 (docs/log.md); larger ones take less, about with
    // the cube root of their size. Learning from texts takes ten times as much and more.
    const double ReinforcementEdge = 5e-4, TextEdge = 2e-2, MillionParameters = 1e6;

    // Adapters learn best at ten times the rate of the whole network (Schulman et al., LoRA without regret, 2025).
    const double RateOfAdapters = 10;

    public static IReadOnlyList<Trouble> All { get; } =
    [
        new("learning-rate-past-the-edge", "The learning rate is above what networks of this size bear: the first updates destroy what they know.")
            { Before = Rate },
        new("begins-with-noise", "Reinforcement begins with a network that never learned anything: it writes noise, and no completion is rewarded.")
            { Before = Noise },
        new("form-outweighs-answers", "A completion in the right form earns more than a right answer: the form is learned and the answers are not.")
            { Before = Form },
        new("answers-not-rewarded", "No part of the reward knows whether an answer is right or good: only form is learned.") { Before = NoAnswers },
        new("reward-praises-itself", "The recipe says that it evaluates what it rewards (evaluates_its_reward): its gain there is no evidence.")
            { Before = Praise },
        new("samples-all-alike", "At temperature 0 all samples of a problem are the same completion: several of them measure nothing more.")
            { Before = Greedy },
        new("warm-up-outlasts-training", "The learning rate is still rising when the stage ends: most of it learns at a fraction of the rate.")
            { Before = WarmUp },
    ];

    static IEnumerable<Sign> Rate(RecipePatient patient)
    {
        foreach (var (node, stage) in patient.Reinforced)
            if (TooFast(patient, node, stage.Common.LearningRate, ReinforcementEdge, "reinforcement") is { } sign)
                yield return sign;
        foreach (var (node, stage) in patient.Of<PretrainStage>())
            if (TooFast(patient, node, stage.Options.LearningRate, TextEdge, "learning from texts") is { } sign)
                yield return sign;
        foreach (var (node, stage) in patient.Of<SftStage>())
            if (TooFast(patient, node, stage.Options.LearningRate, TextEdge, "learning from texts") is { } sign)
                yield return sign;
    }

    static Sign? TooFast(RecipePatient patient, StageNode node, LearningRateSchedule rate, double edge, string what)
    {
        long parameters = patient.Parameters(node);
        double most = edge * Math.Pow(Math.Max(1, parameters / MillionParameters), -1.0 / 3) * (patient.Recipe.Policy.Adapter is null ? 1 : RateOfAdapters);
        return rate.Peak <= most ? null : new(node.Name,
            string.Create(CultureInfo.InvariantCulture,
                $"the peak is {rate.Peak:0.#e-0}; {what} of {parameters:N0} parameters goes wrong above about {most:0.#e-0}"),
            node.PathOf("learning_rate.peak"), string.Create(CultureInfo.InvariantCulture, $"peak: {most / 3:0.#e-0}"));
    }

    static IEnumerable<Sign> Noise(RecipePatient patient) => patient.Reinforced.Where(r => r.Node.Start is null && r.Node.Network(patient.Recipe).From is null)
        .Select(r => new Sign(r.Node.Name, "no stage before it leaves a model, and it has no model.from", r.Node.PathOf(null),
            "put a stage pretrain or sft before it, or name a checkpoint with model.from"));

    static IEnumerable<Sign> Form(RecipePatient patient) => patient.Reinforced.SelectMany(r =>
    {
        double answers = r.Stage.Rewards.Where(ControlledRewards.KnowsAnswers).Sum(w => Math.Max(0, w.Weight)),
            form = r.Stage.Rewards.Where(IsForm).Sum(w => Math.Max(0, w.Weight));
        return answers == 0 || form <= answers ? (IEnumerable<Sign>)[]
            : [new(r.Node.Name, string.Create(CultureInfo.InvariantCulture, $"form weighs {form:0.##} and answers {answers:0.##}"), r.Node.PathOf("rewards"),
                "give the rewards of form a tenth of the weight")];
    });

    static IEnumerable<Sign> NoAnswers(RecipePatient patient) => patient.Reinforced.Where(r =>
        !r.Stage.Rewards.Any(w => ControlledRewards.KnowsAnswers(w) && w.Weight != 0))
        .Select(r => new Sign(r.Node.Name, $"it rewards {string.Join(", ", r.Stage.Rewards.Select(w => w.Name))} alone", r.Node.PathOf("rewards"),
            "add {name: accuracy}, or {name: learned, stage: …} where no rule decides"));

    static IEnumerable<Sign> Praise(RecipePatient patient) => patient.Recipe.EvaluatesItsReward != true ? []
        : [new(null, "evaluates_its_reward: true", "evaluates_its_reward", "reward these problems by a preference model, and take the line out")];

    static IEnumerable<Sign> Greedy(RecipePatient patient)
    {
        var common = patient.Recipe.Evaluation;
        foreach (var (node, stage) in patient.Of<EvaluateStage>())
            if (stage.Over(common).Options is { Temperature: 0, SampleCount: > 1 and var samples })
                yield return new(node.Name, string.Create(CultureInfo.InvariantCulture, $"{samples} samples at temperature 0"),
                    stage.SampleCount is null && stage.Temperature is null ? "evaluation.sample_count" : node.PathOf("sample_count"), "sample_count: 1");
    }

    static IEnumerable<Sign> WarmUp(RecipePatient patient)
    {
        IEnumerable<(StageNode Node, LearningRateSchedule Rate, int Steps)> stages = patient.Reinforced.Select(r =>
            (r.Node, r.Stage.Common.LearningRate, r.Stage.Common.Steps))
            .Concat(patient.Of<PretrainStage>().Select(p => (p.Node, p.Stage.Options.LearningRate, p.Stage.Options.Steps)));
        return stages.Where(s => s.Rate.WarmupSteps >= s.Steps && s.Steps > 1).Select(s => new Sign(s.Node.Name,
            string.Create(CultureInfo.InvariantCulture, $"{s.Rate.WarmupSteps} steps of warm-up of {s.Steps} steps"),
                s.Node.PathOf("learning_rate.warmup_steps"),
            string.Create(CultureInfo.InvariantCulture, $"warmup_steps: {s.Steps / 10}")));
    }

    static bool IsForm(RewardRecipe reward) => !reward.IsLearned && RewardSource.FileOf(reward.Name) is null
        && reward.Name is "format" or "think_format" or "tag_count"
        or "code_format" or "stop" or "reasoning_steps";
}
