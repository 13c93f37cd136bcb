// Recipe + data + model → stages: the only place that knows all three.

using R1Sharp.App.Recipes;
using R1Sharp.App.Sandbox;
using R1Sharp.Learning;
using R1Sharp.Learning.Generation;
using R1Sharp.Learning.Rewards;
using R1Sharp.Learning.Rewards.Code;
using R1Sharp.Learning.Tokenization;
using R1Sharp.Learning.Training;

namespace R1Sharp.App.Stages;

/// <summary>Makes the stages of a run.</summary>
public sealed class StageFactory
{
    readonly Recipe _recipe;
    readonly LoadedModel _model;
    readonly Corpora _corpora;
    readonly ProblemSets _problems;
    readonly PromptTemplate _template;

    /// <param name="recipe">The recipe.</param>
    /// <param name="problems">Its problems.</param>
    /// <param name="corpora">Its texts.</param>
    /// <param name="model">The network.</param>
    public StageFactory(Recipe recipe, ProblemSets problems, Corpora corpora, LoadedModel model)
    {
        (_recipe, _problems, _corpora, _model) = (recipe, problems, corpora, model);
        _template = model.Template;
    }

    /// <summary>
    /// Reads all data that the recipe names and grades the gold answers, so that a mistake in the last stage is found
    /// before the first begins.
    /// </summary>
    /// <exception cref="UserErrorException">Data is missing or broken, or the recipe needs a sandbox that this machine does not have.</exception>
    /// <exception cref="WatchdogException">The grader does not accept gold answers.</exception>
    public void CheckData()
    {
        if (_recipe.PythonTool is not null)
            _ = PythonSandbox.Shared;
        _problems.Load(_recipe.Evaluation.Problems);
        foreach (var stage in _recipe.Stages)
        {
            if (stage.Grpo is { } grpo)
                GoldWatchdog.Check(_problems.Load(grpo.Problems), grpo.Options.Watchdogs);
            if (stage.Sft is { } sft)
                _corpora.FineTuning(sft, _model.Tokenizer, _template, MaxPositions);
            if (stage.Pretrain?.Corpus.Lines is { } lines)
                _corpora.Texts(lines).Count();
        }
    }

    /// <summary>A stage, about to begin.</summary>
    public IStageRun Begin(StageRecipe stage) => stage switch
    {
        { Pretrain: { } pretrain } => new LanguageModelStageRun(_model.Policy, _corpora.Pretraining(pretrain, _model.Tokenizer, MaxPositions), pretrain.Options),
        { Sft: { } sft } => new LanguageModelStageRun(_model.Policy, _corpora.FineTuning(sft, _model.Tokenizer, _template, MaxPositions), sft.Options),
        { Grpo: { } grpo } => Grpo(grpo),
        _ => Evaluation(stage.Evaluate!.MaxProblems),
    };

    /// <summary>An evaluation with the recipe's settings.</summary>
    /// <param name="mostOfEach">Problems of each source; null asks all.</param>
    public EvaluateStageRun Evaluation(int? mostOfEach)
    {
        var rewards = Rewards([new() { Name = "accuracy" }, new() { Name = "format" }]);
        var evaluator = new Evaluator(_model.Tokenizer, _template.Render, rewards, _recipe.Evaluation.Options, _recipe.Seed) { Interject = Tool() };
        return new EvaluateStageRun(_model.Policy, evaluator, _problems.Load(_recipe.Evaluation.Problems, mostOfEach));
    }

    int MaxPositions => _model.Policy.Options.MaxPositions;

    GrpoStageRun Grpo(GrpoStage stage)
    {
        var problems = _problems.Load(stage.Problems);
        var trainer = new GrpoTrainer(_model.Policy, _model.Tokenizer, _template.Render, new ShuffledProblems(problems, _recipe.Seed), Rewards(stage.Rewards), stage.Options, _recipe.Seed) { Interject = Tool() };
        return new GrpoStageRun(trainer, stage.Options.Steps);
    }

    Interjection? Tool() => _recipe.PythonTool is { } options ? new PythonTool(_model.Tokenizer, ProgramRunner.Shared, options).Interject : null;

    static RewardSum Rewards(IReadOnlyList<RewardRecipe> parts) => new([.. parts.Select(p => p.Weighted())]);
}
