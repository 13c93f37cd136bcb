// A kind of stage: one class that answers for everything. What it is called and what it holds; what it needs and leaves; its smoke size; what
// it takes; how it begins; what it has to say of itself afterwards. A kind has no state: what is known of a stage is handed to it.

using R1Sharp.App.Recipes;
using R1Sharp.App.Runs;
using R1Sharp.Learning;

namespace R1Sharp.App.Stages;

/// <summary>What a stage leaves for later ones.</summary>
[Flags]
enum StageYield
{
    /// <summary>Nothing but its numbers.</summary>
    Nothing = 0,

    /// <summary>A model that answers: later stages may begin with it, and those that name none begin with the nearest.</summary>
    Model = 1,

    /// <summary>Examples to learn or to select from.</summary>
    Examples = 2,

    /// <summary>Pairs of completions, of which one is preferred.</summary>
    Pairs = 4,

    /// <summary>A model that scores.</summary>
    RewardModel = 8,

    /// <summary>Problems to ask.</summary>
    Problems = 16,

    /// <summary>Completions with labels, for models that score.</summary>
    Labels = 32,

    /// <summary>Texts to pre-train on.</summary>
    Texts = 64,

    /// <summary>A model that says whether answers are right.</summary>
    Judge = 128,
}

/// <summary>What of the recipe's evaluation a stage uses.</summary>
enum EvaluationUse
{
    /// <summary>Nothing that changes its results.</summary>
    None,

    /// <summary>How problems are answered; it has problems of its own.</summary>
    Settings,

    /// <summary>Its problems too.</summary>
    Problems,
}

/// <summary>Into which curves of the report a stage's steps go.</summary>
enum StageCurves
{
    /// <summary>None.</summary>
    None,

    /// <summary>The loss of predicting the next token.</summary>
    Loss,

    /// <summary>Reward, accuracy, entropy: those of reinforcement, whose steps are counted through all its stages.</summary>
    Reinforcement,

    /// <summary>The implicit rewards of preference training.</summary>
    Preference,

    /// <summary>Its only step is an evaluation of the model that it begins with.</summary>
    Evaluation,
}

/// <summary>Another stage that a stage builds on, beside the one whose model it begins with.</summary>
/// <param name="Stage">Its name.</param>
/// <param name="Of">What it must leave.</param>
/// <param name="Verb">What the stage does with that, e.g. "learns from".</param>
/// <param name="Key">Where it is named, as a path below the settings: examples.0.stage.</param>
sealed record StageNeed(string Stage, StageYield Of, string Verb, string Key);

/// <summary>A kind of stage, for those who do not know which.</summary>
abstract class StageKind
{
    /// <summary>Its key in recipes.</summary>
    public abstract string Key { get; }

    /// <summary>The record of its settings.</summary>
    public abstract Type SettingsType { get; }

    /// <summary>What its stages leave.</summary>
    public virtual StageYield Leaves => StageYield.Nothing;

    /// <summary>Whether its stages leave a model that answers.</summary>
    public bool LeavesModel => Leaves.HasFlag(StageYield.Model);

    /// <summary>Whether all weights learn where the recipe has adapters, too: a new network has nothing yet that could be frozen.</summary>
    public virtual bool LearnsAllWeights => false;

    /// <summary>Which curves of the report its steps make.</summary>
    public virtual StageCurves Curves => StageCurves.None;

    /// <summary>The other stages that a stage names.</summary>
    public abstract IEnumerable<StageNeed> Needs(object settings);

    /// <summary>What of the recipe's evaluation decides a stage's results.</summary>
    public abstract EvaluationUse Evaluates(object settings);

    /// <summary>By what a stage rewards, chooses or judges completions, and which problems they answer.</summary>
    public abstract IEnumerable<RewardUse> Rewards(object settings);

    /// <summary>The texts that a stage reads, on which a tokenizer can be trained; null where it reads none.</summary>
    public abstract CorpusSource? Corpus(object settings);

    /// <summary>What is wrong with a stage in its recipe; null where all is well. What is wrong with its settings alone, they say themselves.</summary>
    public abstract SettingsMistake? Mistake(StageNode node, Recipe recipe);

    /// <summary>The settings in a size that is over in seconds.</summary>
    public abstract object Smoke(object settings);

    /// <summary>The settings with rewards that a control has; the same where a stage rewards nothing.</summary>
    public virtual object Controlled(object settings, RewardControl control) => settings;

    /// <summary>What of the settings decides a stage's results.</summary>
    public virtual object Decisive(object settings) => settings;

    /// <summary>What a stage is going to take.</summary>
    public abstract StageEstimate Estimate(StageNode node, StagePlan plan);

    /// <summary>Reads all data that a stage names, so that a mistake in it is found before the first stage begins.</summary>
    /// <exception cref="UserErrorException">Data is missing or broken.</exception>
    public abstract void CheckData(StageNode node, RunParts run);

    /// <summary>A stage, about to begin; where it was stopped, its state is loaded into it afterwards.</summary>
    /// <param name="node">The stage.</param>
    /// <param name="model">The network that it begins with.</param>
    /// <param name="run">What the stages of the run are made of.</param>
    public abstract IStageRun Begin(StageNode node, LoadedModel model, RunParts run);

    /// <summary>A sentence for the report about what a stage of this kind did.</summary>
    public virtual string Tell(StageStory story) => $"It made {story.Steps.Count} steps{story.Took}.";

    /// <summary>Tokens of a step that the network read or sampled (forward), and learned from (forward and backward).</summary>
    /// <param name="line">A step's numbers.</param>
    public virtual (double Read, double Learned) Cost(MetricLine line) =>
        (line.Or("prompt_tokens") + line.Or("sampled_tokens") + line.Or("scored_tokens"), line.Or("updated_tokens") + line.Or("tokens"));
}

/// <summary>A kind of stage, by its settings.</summary>
/// <typeparam name="T">The record of its settings.</typeparam>
/// <param name="key">Its key in recipes.</param>
abstract class StageKind<T>(string key) : StageKind where T : class
{
    /// <inheritdoc/>
    public sealed override string Key => key;

    /// <inheritdoc/>
    public sealed override Type SettingsType => typeof(T);

    /// <inheritdoc/>
    public sealed override IEnumerable<StageNeed> Needs(object settings) =>
    [
        .. Needs((T)settings),
        .. settings is IAsks { Problems: { } problems } ? ProblemNeeds.Of(problems, "problems") : [],
        .. settings is IShowsExamples { FewShot: { } shown } ? ExampleNeeds.Of(shown.Examples, "few_shot.examples", "is shown examples of") : [],
    ];

    /// <inheritdoc/>
    public sealed override EvaluationUse Evaluates(object settings) => Evaluates((T)settings);

    /// <inheritdoc/>
    public sealed override IEnumerable<RewardUse> Rewards(object settings) => Rewards((T)settings);

    /// <inheritdoc/>
    public sealed override CorpusSource? Corpus(object settings) => Corpus((T)settings);

    /// <inheritdoc/>
    public sealed override SettingsMistake? Mistake(StageNode node, Recipe recipe) =>
        Mistake((T)node.Recipe.Settings, node, recipe) is { } mistake ? mistake with { Key = node.PathOf(mistake.Key) } : null;

    /// <inheritdoc/>
    public sealed override object Smoke(object settings) => Smoke((T)settings);

    /// <inheritdoc/>
    public sealed override StageEstimate Estimate(StageNode node, StagePlan plan) => Estimate((T)node.Recipe.Settings, node, plan);

    /// <inheritdoc/>
    public sealed override void CheckData(StageNode node, RunParts run) => CheckData((T)node.Recipe.Settings, node, run);

    /// <inheritdoc/>
    public sealed override IStageRun Begin(StageNode node, LoadedModel model, RunParts run) => Begin((T)node.Recipe.Settings, node, model, run);

    /// <summary>The other stages that it names.</summary>
    protected virtual IEnumerable<StageNeed> Needs(T stage) => [];

    /// <summary>What of the recipe's evaluation decides its results.</summary>
    protected virtual EvaluationUse Evaluates(T stage) => EvaluationUse.None;

    /// <summary>By what it rewards, chooses or judges completions; the model learns to score well by it.</summary>
    protected virtual IEnumerable<RewardUse> Rewards(T stage) => [];

    /// <summary>The texts that it reads.</summary>
    protected virtual CorpusSource? Corpus(T stage) => null;

    /// <summary>What is wrong with it in its recipe; the key is a path below the settings.</summary>
    protected virtual SettingsMistake? Mistake(T stage, StageNode node, Recipe recipe) => null;

    /// <summary>The same in a size that is over in seconds; <see cref="SmokeSize"/> has the measures.</summary>
    protected abstract T Smoke(T stage);

    /// <summary>What it is going to take.</summary>
    protected abstract StageEstimate Estimate(T stage, StageNode node, StagePlan plan);

    /// <summary>Reads the data that it names.</summary>
    protected virtual void CheckData(T stage, StageNode node, RunParts run) { }

    /// <summary>Makes it.</summary>
    protected abstract IStageRun Begin(T stage, StageNode node, LoadedModel model, RunParts run);
}
