// The record tree of a recipe. Defaults stand here; a recipe's YAML holds what differs from them.

using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using R1Sharp.App.Recipes;
using R1Sharp.Learning;
using R1Sharp.Learning.Miniature;
using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Rewards.Code;
using R1Sharp.Learning.Settings;
using R1Sharp.Learning.Tokenization;

namespace R1Sharp.App.Stages;

/// <summary>One run, from its seed to its last evaluation.</summary>
sealed record Recipe : IChecked
{
    /// <summary>Names the run's folder: letters, digits, '-', '_' and '.'.</summary>
    public required string Name { get; init; }

    /// <summary>Decides every random number of the run.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Threads to use; null takes all cores. Changes no result.</summary>
    [Range(1, 1024)] public int? Threads { get; init; }

    /// <summary>The folder in which run folders are made.</summary>
    public string Output { get; init; } = "runs";

    /// <summary>The network.</summary>
    public ModelRecipe Model { get; init; } = ModelRecipe.For(ModelSize.Tiny);

    /// <summary>How the network is held and trained: lanes, micro-batches, bfloat16, activation checkpointing; and whether adapters learn instead.</summary>
    public PolicyRecipe Policy { get; init; } = new();

    /// <summary>The tokenizer.</summary>
    public TokenizerRecipe Tokenizer { get; init; } = new();

    /// <summary>How a question becomes a prompt, by name.</summary>
    public string Template { get; init; } = "r1-zero";

    /// <summary>What is said of conversations over what the model's own tokenizer says; null says nothing.</summary>
    [DefaultValue(null)] public ChatRecipe? Chat { get; init; }

    /// <summary>The miniature world, for the stages that use it.</summary>
    public MiniatureOptions World { get; init; } = new();

    /// <summary>Runs the model's fenced python blocks while it writes and shows it their output, in training and evaluation; null for no tool.</summary>
    public PythonToolOptions? PythonTool { get; init; }

    /// <summary>Benchmarks that whatever is learned from is cleared of; null clears nothing.</summary>
    [DefaultValue(null)] public DecontaminateRecipe? Decontaminate { get; init; }

    /// <summary>What evaluations ask and how; a stage of the kind evaluate can depart from it.</summary>
    public EvaluationRecipe Evaluation { get; init; } = new();

    /// <summary>Steps between two checkpoints; null writes one at the end of a stage only.</summary>
    [Range(1, 1_000_000)] public int? CheckpointEverySteps { get; init; } = 50;

    /// <summary>
    /// Minutes after which a checkpoint is written where steps are long, beside those of <see cref="CheckpointEverySteps"/>; null writes none for time's sake.
    /// None is where checkpoints stay (<see cref="LeaveCheckpoints"/>), so that which there are does not depend on the clock.
    /// </summary>
    [Range(0.01, 100_000)] public double? CheckpointEveryMinutes { get; init; } = 5;

    /// <summary>How many checkpoints of a stage are kept.</summary>
    [Range(1, 1000)] public int KeepCheckpoints { get; init; } = 2;

    /// <summary>Whether the checkpoints of a stage stay when it is finished; null or false removes them, since the stage's model is there.</summary>
    [DefaultValue(null)] public bool? LeaveCheckpoints { get; init; }

    /// <summary>Whether watchdogs only warn, so that a run goes on that cannot learn; null or false stops it.</summary>
    [DefaultValue(null)] public bool? WatchdogsWarn { get; init; }

    /// <summary>
    /// Says that the recipe means to reward by the rubric by which it also evaluates; the report then says so too. Null or false refuses such a recipe.
    /// </summary>
    [DefaultValue(null)] public bool? EvaluatesItsReward { get; init; }

    /// <summary>Writes the numbers of every stage for TensorBoard too; null writes none.</summary>
    [DefaultValue(null)] public TensorboardRecipe? Tensorboard { get; init; }

    /// <summary>What is done, in order.</summary>
    [MinLength(1)] public required IReadOnlyList<StageRecipe> Stages { get; init; }

    /// <summary>The stage whose model is the run's result; null takes the last that leaves one.</summary>
    public string? Result { get; init; }

    /// <summary>The texts that a tokenizer can be trained on: the first corpus that a stage reads; null where none does.</summary>
    internal CorpusSource? FirstCorpus => Stages.Select(s => s.Kind.Corpus(s.Settings)).FirstOrDefault(corpus => corpus is not null);

    /// <summary>The run's folder where nobody names another.</summary>
    internal string Folder => Path.Combine(RecipeVariables.Expand(Output), $"{Name}-seed{Seed}");

    /// <summary>How a question becomes a prompt for a tokenizer.</summary>
    /// <exception cref="UserErrorException">The tokenizer lacks what the template needs.</exception>
    internal PromptTemplate TemplateFor(Tokenizer tokenizer) => PromptTemplate.Named(Template, tokenizer, Chat?.SystemPrompt, Chat?.TemplateKwargs?.Elements);

    /// <inheritdoc/>
    public SettingsMistake? Mistake()
    {
        if (!RecipeNames.IsFolderName(Name))
            return new($"the name '{Name}' cannot name a folder; use letters, digits, '-', '_' and '.'.", "name");
        if (Evaluation.Problems.Count == 0 && Stages.Any(s => s.Kind.Evaluates(s.Settings) == EvaluationUse.Problems))
            return new("the recipe evaluates, but evaluation.problems is empty; name the problems there.", "evaluation");
        if (Evaluation.Problems.Any(source => source.Stage is not null))
            return new("the evaluation's problems are the same for all stages, so that none can leave them; name files or families.", "evaluation");
        if (Evaluation.FewShot is { } shown && shown.Examples.Any(source => source.Stage is not null))
            return new("the evaluation is the same for all stages, so that none can leave its examples; name files, or give few_shot to a stage evaluate.",
                "evaluation");
        if (!PromptTemplate.Names.Contains(Template))
            return new($"there is no template '{Template}'{NearestName.Hint(Template, PromptTemplate.Names)}", "template");
        return MistakeOfAdapter() ?? MistakeOfStages();
    }

    SettingsMistake? MistakeOfAdapter()
    {
        int mixed = Policy.Adapter is null ? -1
            : Stages.ToList().FindIndex(s => s.Settings is ReinforcementStage { Common: { KlWeight: > 0, RefSyncSteps: not null, RefSyncAlpha: < 1 } });
        return mixed < 0 ? null : new("a mixture of two adapters is no adapter of their rank: with policy.adapter, ref_sync_alpha must be 1, a copy.",
            StageGraph.PathOf(mixed, $"{Stages[mixed].Kind.Key}.ref_sync_alpha"));
    }

    SettingsMistake? MistakeOfStages()
    {
        try
        {
            var stages = StageGraph.Of(Stages);
            if (stages.Select(n => n.Kind.Mistake(n, this)).FirstOrDefault(m => m is not null) is { } mistake)
                return mistake;
            if (RewardUses.MistakeOf(stages, this) is { } rewarded)
                return rewarded;
            return Result is null || stages.Any(n => n.Name == Result && n.Kind.LeavesModel) ? null
                : new($"the result is to be the model of '{Result}', but no stage of that name leaves one.", "result");
        }
        catch (MisplacedStageException e)
        {
            return new(e.Message, e.Key);
        }
    }
}
