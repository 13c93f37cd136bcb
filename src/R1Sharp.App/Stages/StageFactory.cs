// Recipe + data + model → stages: the only place that knows all three.

using R1Sharp.App.Data;
using R1Sharp.App.Recipes;
using R1Sharp.App.Runs;
using R1Sharp.App.Sandbox;
using R1Sharp.Learning;
using R1Sharp.Learning.Generation;
using R1Sharp.Learning.Miniature;
using R1Sharp.Learning.Miniature.Readable;
using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Rewards;
using R1Sharp.Learning.Rewards.Code;
using R1Sharp.Learning.Tokenization;
using R1Sharp.Learning.Training;

namespace R1Sharp.App.Stages;

/// <summary>Makes the stages of a run.</summary>
/// <param name="recipe">The recipe.</param>
/// <param name="problems">Its problems.</param>
/// <param name="corpora">Its texts.</param>
/// <param name="models">Its networks.</param>
/// <param name="folder">Where earlier stages left their data.</param>
public sealed class StageFactory(Recipe recipe, ProblemSets problems, Corpora corpora, StageModels models, RunFolder folder)
{
    /// <summary>
    /// Reads all data that the recipe names and grades the gold answers, so that a mistake in the last stage is found
    /// before the first begins.
    /// </summary>
    /// <exception cref="UserErrorException">Data is missing or broken, or the recipe needs a sandbox that this machine does not have.</exception>
    /// <exception cref="WatchdogException">The grader does not accept gold answers.</exception>
    public void CheckData(IEnumerable<StageNode> nodes)
    {
        if (recipe.PythonTool is not null)
            _ = PythonSandbox.Shared;
        problems.Load(recipe.Evaluation.Problems);
        foreach (var node in nodes)
            CheckData(node);
    }

    /// <summary>A stage, about to begin.</summary>
    public IStageRun Begin(StageNode node, LoadedModel model) => node.Recipe switch
    {
        { Pretrain: { } pretrain } => new PretrainStageRun(model.Policy, corpora.Pretraining(pretrain, LimitsOf(model)), pretrain.Options),
        { Sft: { } sft } => new SftStageRun(new SftTrainer(model.Policy, [.. Examples(sft, LimitsOf(model))], model.Tokenizer.EndOfTextId, sft.Options, recipe.Seed)),
        { Grpo: { } grpo } => Grpo(grpo, model),
        { Ppo: { } ppo } => Ppo(ppo, model),
        { RewardModel: { } rewardModel } => TrainRewardModel(node, rewardModel, model),
        { Distill: { } distill } => Distill(distill, model),
        { Collect: { } collect } => Collect(node, collect, model),
        { Select: { } select } => Select(node, select, model),
        { Pairs: { } pairs } => Pair(node, pairs, model),
        { Prefer: { } prefer } => new PreferStageRun(new PreferenceTrainer(model.Policy, [.. prefer.Pairs.SelectMany(source => Pairs(source, LimitsOf(model)))], prefer.Loss.Loss, prefer.Options, recipe.Seed)),
        _ => Evaluation(model, node.Recipe.Evaluate!.Over(recipe.Evaluation), node.Recipe.Evaluate.MaxProblems),
    };

    /// <summary>An evaluation with the recipe's settings.</summary>
    /// <param name="model">What is measured.</param>
    /// <param name="mostOfEach">Problems of each source; null asks all.</param>
    public EvaluateStageRun Evaluation(LoadedModel model, int? mostOfEach) => Evaluation(model, recipe.Evaluation, mostOfEach);

    EvaluateStageRun Evaluation(LoadedModel model, EvaluationRecipe how, int? mostOfEach)
    {
        var evaluator = new Evaluator(model.Tokenizer, model.Template.Render, Measures(), how.Options, recipe.Seed) { Interject = Tool(model) };
        return new EvaluateStageRun(model.Policy, evaluator, problems.Load(how.Problems, mostOfEach));
    }

    /// <summary>The examples of a stage of fine-tuning, in their order.</summary>
    /// <exception cref="UserErrorException">A file is missing or broken, or an example is too long.</exception>
    public IEnumerable<TokenSequence> Examples(SftStage stage, SequenceLimits limits) => stage.Examples.SelectMany(source => Examples(source, limits));

    /// <summary>What each stage is going to take.</summary>
    /// <param name="nodes">The stages.</param>
    /// <param name="isDone">Whether a stage's result is there already.</param>
    /// <param name="peakFlops">Floating-point operations a second of the matrix product.</param>
    /// <param name="workers">Threads.</param>
    public IReadOnlyList<PlannedStage> Plan(IEnumerable<StageNode> nodes, Func<StageNode, bool> isDone, double peakFlops, int workers)
    {
        var plan = new StagePlan(recipe, problems, models, GivenTokens, peakFlops, workers);
        return [.. nodes.Select(node => plan.Of(node, isDone(node)))];
    }

    // Tokens of the examples that are there before the run: those of files, and those that the miniature world judges.
    long GivenTokens(StageNode node)
    {
        var (stage, limits) = (node.Recipe, new Lazy<SequenceLimits>(() => models.LimitsOf(node)));
        IEnumerable<TokenSequence> given =
        [
            .. (stage.Sft?.Examples ?? []).Where(e => e.File is not null).SelectMany(e => Examples(e, limits.Value)),
            .. (stage.Prefer?.Pairs ?? []).Where(p => p.File is not null).SelectMany(p => Pairs(p, limits.Value)).SelectMany(p => (TokenSequence[])[p.Chosen, p.Rejected]),
            .. stage.RewardModel is { } rewardModel ? DataOf(rewardModel, limits.Value).Of(rewardModel).SelectMany(e => e.Responses).Select(r => r.Sequence) : [],
        ];
        return given.Sum(e => (long)e.Tokens.Length);
    }

    void CheckData(StageNode node)
    {
        var stage = node.Recipe;
        if (stage.Reinforcement is { } reinforcement)
            GoldWatchdog.Check(problems.Load(reinforcement.Problems), reinforcement.Common.Watchdogs);
        if (stage.Distill is { } distill)
            RequireOneVocabulary(node, node.Data.First(n => n.Name == distill.Teacher));
        if (stage.RewardModel is { } rewardModel)
            DataOf(rewardModel, models.LimitsOf(node)).Of(rewardModel).Count();
        foreach (var source in (stage.Sft?.Examples ?? stage.Select?.Examples ?? []).Where(e => e.File is not null))
            Examples(source, models.LimitsOf(node)).Count();
        foreach (var source in stage.Prefer?.Pairs.Where(p => p.File is not null) ?? [])
            Pairs(source, models.LimitsOf(node)).Count();
        if (stage.Pretrain?.Corpus.Lines is { } lines)
            corpora.Texts(lines).Count();
        problems.Load([.. stage.Collect?.Problems ?? [], .. stage.Pairs?.Problems ?? [], .. stage.Distill?.Problems ?? [], .. stage.Evaluate?.Problems ?? []]);
    }

    // A teacher's probabilities are of its own tokens.
    void RequireOneVocabulary(StageNode student, StageNode teacher)
    {
        var (own, theirs) = (models.LimitsOf(student).Tokenizer, models.LimitsOf(teacher).Tokenizer);
        if (!ReferenceEquals(own, theirs) && (own.VocabularySize != theirs.VocabularySize || Enumerable.Range(0, own.VocabularySize).Any(id => own.TokenText(id) != theirs.TokenText(id))))
            throw new UserErrorException($"stage {student.Name}: its teacher '{teacher.Name}' has {theirs.VocabularySize} tokens and it has {own.VocabularySize}, or they differ: distillation needs two models with one tokenizer.");
        if (models.ShapeOf(student).VocabularySize is var rows && models.ShapeOf(teacher).VocabularySize is var others && rows != others)
            throw new UserErrorException($"stage {student.Name}: its teacher '{teacher.Name}' has {others} rows of probabilities and it has {rows}: distillation needs two models of one vocabulary.");
    }

    GrpoStageRun Grpo(GrpoStage stage, LoadedModel model)
    {
        var asked = new ShuffledProblems(problems.Load(stage.Problems), recipe.Seed);
        var trainer = new GrpoTrainer(model.Policy, model.Tokenizer, model.Template.Render, asked, Rewards(stage.Rewards), stage.Options, recipe.Seed) { Interject = Tool(model) };
        return new GrpoStageRun(trainer, stage.Options.Steps);
    }

    DistillStageRun Distill(DistillStage stage, LoadedModel model)
    {
        var teacher = models.Beside(stage.Teacher);
        var asked = new ShuffledProblems(problems.Load(stage.Problems), recipe.Seed);
        var trainer = new DistillationTrainer(model.Policy, teacher.Policy, model.Tokenizer, model.Template.Render, asked, Measures(), stage.Options, recipe.Seed) { Interject = Tool(model) };
        return new DistillStageRun(trainer, teacher, stage.Options.Steps);
    }

    PpoStageRun Ppo(PpoStage stage, LoadedModel model)
    {
        var asked = new ShuffledProblems(problems.Load(stage.Problems), recipe.Seed);
        var values = models.ScalarModelOf(model);
        var trainer = new PpoTrainer(model.Policy, values, model.Tokenizer, model.Template.Render, asked, Rewards(stage.Rewards), stage.Options, recipe.Seed) { Interject = Tool(model) };
        return new PpoStageRun(trainer, values, stage.Options.Steps);
    }

    RewardModelStageRun TrainRewardModel(StageNode node, RewardModelStage stage, LoadedModel model)
    {
        List<IRewardExample> examples = [.. DataOf(stage, LimitsOf(model)).Of(stage)];
        if (stage.Sampled is { } sampled)
            examples.AddRange(PreferenceSampler.Pairs(model.Policy, model.Tokenizer, model.Template.Render, problems.Load(sampled.Problems), Rewards(sampled.Judges), stage.Scope, sampled.Options, recipe.Seed));
        var (learned, heldOut) = RewardModelData.Split(examples, stage.HeldOutShare, recipe.Seed);
        if (learned.Length == 0)
            throw new UserErrorException($"stage {node.Name}: {examples.Count} preferences are too few to train a reward model on; judge more problems, or sample more of each.");
        var network = models.ScalarModelOf(model);
        return new RewardModelStageRun(new RewardModelTrainer(network, learned, stage.Options, recipe.Seed), network, model.Tokenizer, stage.Scope, heldOut, folder.Stage(node.Name).Model);
    }

    RewardModelData DataOf(RewardModelStage stage, SequenceLimits limits) => new(limits, PromptTemplate.Named(recipe.Template, limits.Tokenizer), stage.Scope, problems.World.General, recipe.Seed);

    CollectStageRun Collect(StageNode node, CollectStage stage, LoadedModel model)
    {
        var sampler = new RejectionSampler(model.Policy, model.Tokenizer, model.Template.Render, problems.Load(stage.Problems), stage.Judges.Count == 0 ? Measures() : Rewards(stage.Judges), stage.Options, recipe.Seed)
        {
            Interject = Tool(model),
            Rewrite = stage.Rewrite == CompletionForm.Readable ? ReadableRewriter.Rewrite : null,
        };
        return new CollectStageRun(sampler, node.Start?.Name ?? StageGraph.RecipeModel, stage.GeneralShare, count => problems.World.General.Examples(ProblemSplit.Train, count, recipe.Seed));
    }

    PairsStageRun Pair(StageNode node, PairsStage stage, LoadedModel model)
    {
        var sampler = new ShorterSampler(model.Policy, model.Tokenizer, model.Template.Render, problems.Load(stage.Problems), Measures(), stage.Options, recipe.Seed) { Interject = Tool(model) };
        return new PairsStageRun(sampler, node.Start?.Name ?? StageGraph.RecipeModel, stage.Options.Chosen);
    }

    IEnumerable<CompletionPair> Pairs(PairSource source, SequenceLimits limits)
    {
        var file = source.File ?? new PreferenceFile { Path = folder.Stage(source.Stage!).Data, Chosen = "{completion}" };
        return corpora.Pairs(file, limits, PromptTemplate.Named(recipe.Template, limits.Tokenizer), areSampled: source.File is null);
    }

    SelectStageRun Select(StageNode node, SelectStage stage, LoadedModel model)
    {
        List<SelectionRow> rows()
        {
            List<SelectionRow> all = [.. stage.Examples.SelectMany(source => SelectionRow.Read(FileOf(source), model.Tokenizer))];
            foreach (string name in stage.Solvers)
            {
                using var solver = models.Beside(name);
                all = SolverRates.Ask(all, name, solver, new() { SampleCount = stage.SolverSamples, MaxCompletionTokens = stage.MaxCompletionTokens }, recipe.Seed);
            }
            return all;
        }
        return new SelectStageRun(rows, stage.Method, stage.Options, recipe.Seed, folder.Stage(node.Name));
    }

    ExampleFile FileOf(ExampleSource source) => source.File ?? new ExampleFile { Path = folder.Stage(source.Stage!).Data, Completion = "{completion}" };

    IEnumerable<TokenSequence> Examples(ExampleSource source, SequenceLimits limits)
        => corpora.Examples(FileOf(source), limits, PromptTemplate.Named(recipe.Template, limits.Tokenizer));

    static SequenceLimits LimitsOf(LoadedModel model) => new(model.Tokenizer, model.Policy.Options.MaxPositions);

    Interjection? Tool(LoadedModel model) => recipe.PythonTool is { } options ? new PythonTool(model.Tokenizer, ProgramRunner.Shared, options).Interject : null;

    RewardSum Measures() => Rewards([new() { Name = "accuracy" }, new() { Name = "format", Parameters = new Dictionary<string, object?> { ["summary"] = recipe.Evaluation.Summary } }]);

    RewardSum Rewards(IReadOnlyList<RewardRecipe> parts) => new([.. parts.Select(p => p.Stage is { } stage ? p.Weighted(models.RewardModelOf(stage)) : p.Weighted())]);
}
