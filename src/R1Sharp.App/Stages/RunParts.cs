// What the stages of a run are made of: the recipe, its problems and texts, the networks, and the folder with what earlier stages left.

using R1Sharp.App.Recipes;
using R1Sharp.App.Runs;
using R1Sharp.App.Sandbox;
using R1Sharp.App.Tasks;
using R1Sharp.Learning;
using R1Sharp.Learning.Miniature.Steps;
using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Rewards;
using R1Sharp.Learning.Rewards.Code;
using R1Sharp.Learning.Rewards.Learned;
using R1Sharp.Learning.Rewards.Steps;
using R1Sharp.Learning.Rollouts;
using R1Sharp.Learning.Tokenization;
using R1Sharp.Learning.Training.Evaluation;
using R1Sharp.Learning.Training.Watchdogs;

namespace R1Sharp.App.Stages;

/// <summary>Handed to every stage that begins.</summary>
/// <param name="recipe">The recipe.</param>
/// <param name="problems">Its problems.</param>
/// <param name="corpora">Its texts.</param>
/// <param name="models">Its networks.</param>
/// <param name="folder">Where earlier stages left their data.</param>
/// <param name="host">Where programs run and judges are asked; null runs and asks nothing.</param>
sealed class RunParts(Recipe recipe, ProblemSets problems, Corpora corpora, StageModels models, RunFolder folder, RewardHost? host = null)
    : IDisposable
{
    KeptExamples? _kept;

    /// <summary>Where programs run and judges are asked.</summary>
    public RewardHost Host { get; } = Judging(host ?? RewardHost.None);

    static RewardHost Judging(RewardHost host) => host with { Benchmarks = new TaskReward(new() { Rewards = host }) };

    /// <summary>The recipe.</summary>
    public Recipe Recipe => recipe;

    /// <summary>The run's seed.</summary>
    public ulong Seed => recipe.Seed;

    /// <summary>The recipe's problems.</summary>
    public ProblemSets Problems => problems;

    /// <summary>The recipe's texts.</summary>
    public Corpora Corpora => corpora;

    /// <summary>The networks.</summary>
    public StageModels Models => models;

    /// <summary>The run folder.</summary>
    public RunFolder Folder => folder;

    /// <summary>
    /// Reads all data that the recipe names and grades the gold answers, so that a mistake in the last stage is found before the first begins.
    /// </summary>
    /// <exception cref="UserErrorException">Data is missing or broken, or the recipe needs a sandbox that this machine does not have.</exception>
    /// <exception cref="WatchdogException">The grader does not accept gold answers.</exception>
    /// <param name="nodes">The stages.</param>
    /// <param name="warn">Takes what a watchdog says where it only warns; null stops.</param>
    public void CheckData(IReadOnlyList<StageNode> nodes, Action<string>? warn = null)
    {
        if (recipe.PythonTool is not null)
            _ = PythonSandbox.Shared;
        problems.Load(recipe.Evaluation.Problems);
        foreach (var node in nodes)
            try
            {
                node.Kind.CheckData(node, this);
            }
            catch (WatchdogException warning) when (warn is not null)
            {
                warn($"warning: {warning.Message}");
            }
        RewardUses.Check(nodes, recipe, problems);
    }

    /// <summary>An evaluation.</summary>
    /// <param name="model">What is measured.</param>
    /// <param name="how">What is asked and how; null is as the recipe says.</param>
    /// <param name="mostOfEach">Problems of each source; null asks all.</param>
    /// <param name="rewards">What is measured beside right answers and their form; null measures nothing.</param>
    public EvaluateStageRun Evaluation(LoadedModel model, EvaluationRecipe? how, int? mostOfEach, IReadOnlyList<RewardRecipe>? rewards = null)
    {
        how ??= recipe.Evaluation;
        var measures = rewards is null ? Measures() : Beside(Rewards(rewards), Measures());
        return new EvaluateStageRun(new Evaluator(AskerOf(model, measures, how.FewShot), how.Options, Seed), problems.Load(how.Problems, mostOfEach),
            rewards is not null);
    }

    // A measure that is rewarded is measured as it is rewarded; others weigh nothing.
    RewardSum Beside(RewardSum rewards, RewardSum measures) => new(
        [.. rewards.Rewards, .. measures.Rewards.Where(m => rewards.Rewards.All(r => r.Name != m.Name)).Select(m => m with { Weight = 0 })], Host);

    /// <summary>Problems in an order by chance, anew each time all were asked.</summary>
    public ShuffledProblems Shuffled(IReadOnlyList<ProblemSource> sources) => new(ToLearn(sources), Seed);

    /// <summary>Problems to learn from: without those that are items of the benchmarks which the recipe names.</summary>
    public IReadOnlyList<Problem> ToLearn(IReadOnlyList<ProblemSource> sources) => corpora.Clearing.Problems(sources, asked => problems.Load(asked));

    /// <summary>The problems of a stage of reinforcement over its steps, where some may join later, and the gold answers may be others'.</summary>
    public IProblemSource Asked(ReinforcementStage stage)
    {
        var parts = stage.Problems.Select(source => (Share: source.FromShare ?? 0, Problems: ToLearn([source]))).ToList();
        if (stage.ShuffledGolds == true)
        {
            var (golds, first) = (ShuffledGolds.Of(ProblemLists.Joined([.. parts.Select(p => p.Problems)]), Seed), 0);
            parts = [.. parts.Select(p => (p.Share, ProblemLists.Part(golds, (first += p.Problems.Count) - p.Problems.Count, p.Problems.Count)))];
        }
        return PhasedProblems.Of(parts, stage.Common.Steps, Seed);
    }

    /// <summary>What says whether completions are right and well formed.</summary>
    public RewardSum Measures() =>
        Rewards([new() { Name = "accuracy" }, new()
        {
            Name = "format",
            Parameters = new Dictionary<string, object?> { ["summary"] = recipe.Evaluation.Summary },
        }]);

    /// <summary>Rewards with the models that they name.</summary>
    public RewardSum Rewards(IReadOnlyList<RewardRecipe> parts) =>
        new([.. parts.Select(p => p.IsLearned ? p.Weighted(models.RewardModelsOf(p))
            : p.IsJudged && p.Stage is { } stage ? p.Weighted(models.JudgeOf(stage), Host) : p.Weighted(Host))], Host);

    /// <summary>What rewards single steps: the process reward model of a stage, or the miniature's exact checkers.</summary>
    /// <exception cref="UserErrorException">The reward model scores no steps.</exception>
    public IStepReward StepRewards(ProcessRecipe process)
    {
        if (process.Stage is not { } stage)
            return new ExactSteps(problems.World);
        var model = models.RewardModelOf(stage);
        return new LearnedSteps(model.Text, model.Scores);
    }

    /// <summary>A model as it is asked in this run: with the recipe's tool, where it has one.</summary>
    /// <param name="model">The model.</param>
    /// <param name="rewards">What judges its answers.</param>
    /// <param name="examples">What it is shown before each question; null shows nothing.</param>
    public Asker AskerOf(LoadedModel model, RewardSum rewards, FewShotRecipe? examples = null) =>
        ShownExamples.Before(model.Asker(rewards) with { Interject = Tool(model) }, model.Template, examples, this);

    Interjection? Tool(LoadedModel model) => recipe.PythonTool is { } options ? new PythonTool(model.Tokenizer, Host.Programs, options).Interject : null;

    /// <summary>How a question becomes a prompt for a tokenizer.</summary>
    public PromptTemplate TemplateFor(Tokenizer tokenizer) => recipe.TemplateFor(tokenizer);

    /// <summary>The file of a source of examples: named by the recipe, or left by a stage.</summary>
    public ExampleFile FileOf(ExampleSource source) => source.File ?? new ExampleFile { Path = folder.Stage(source.Stage!).Data, Completion = "{completion}" };

    /// <summary>The examples of a source, in their order.</summary>
    /// <param name="source">The source.</param>
    /// <param name="limits">The model's tokens and longest sequence.</param>
    /// <param name="counts">Takes how many are cut or left out; null counts nothing.</param>
    /// <exception cref="UserErrorException">A file is missing or broken, or an example is too long.</exception>
    public IEnumerable<TokenSequence> Examples(ExampleSource source, SequenceLimits limits, ExampleCounts? counts = null) =>
        corpora.Examples(FileOf(source), limits, TemplateFor(limits.Tokenizer), counts);

    /// <summary>What stages learn from that stands in files.</summary>
    public KeptExamples Kept => _kept ??= new(this);

    /// <inheritdoc/>
    public void Dispose() => _kept?.Dispose();
}
