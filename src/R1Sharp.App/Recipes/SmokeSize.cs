// A recipe in smoke size: every stage, file and network of it, but so few steps, problems and tokens that it is over in seconds.
// It tells whether a recipe runs through before a night is spent on it; what is learned in it is nothing.

using R1Sharp.Learning.Training;

namespace R1Sharp.App.Recipes;

/// <summary>Shrinks recipes, always in the same way. What is smaller already stays.</summary>
public static class SmokeSize
{
    // A network that has hardly learned writes up to the cap, but for the few completions that end by themselves: of these an
    // examples stage lives, hence many short ones.
    const int Steps = 2, PretrainSteps = 6, TokensPerStep = 2048, Prompts = 4, Group = 4, Problems = 8, Samples = 8, CompletionTokens = 32, Documents = 500, Judgements = 24;

    /// <summary>The recipe in smoke size; its runs have folders of their own.</summary>
    public static Recipe Of(Recipe recipe) => recipe with
    {
        Name = recipe.Name + "-smoke",
        Tokenizer = recipe.Tokenizer with { SampleDocuments = Math.Min(Documents, recipe.Tokenizer.SampleDocuments) },
        Evaluation = recipe.Evaluation with { Problems = Of(recipe.Evaluation.Problems), Options = Of(recipe.Evaluation.Options) },
        CheckpointEverySteps = recipe.CheckpointEverySteps is null ? null : 1,
        Stages = [.. recipe.Stages.Select(Of)],
    };

    // Every kind stands here: one that is forgotten is an error, not a night's work in a recipe that was to take seconds.
    static StageRecipe Of(StageRecipe stage) => stage.Body switch
    {
        PretrainStage pretrain => stage with { Pretrain = pretrain with { Options = Of(pretrain.Options) } },
        SftStage sft => stage with { Sft = sft with { Options = Of(sft.Options) } },
        GrpoStage grpo => stage with { Grpo = Of(grpo) },
        PpoStage ppo => stage with { Ppo = Of(ppo) },
        DistillStage distill => stage with { Distill = distill with { Problems = Of(distill.Problems), Options = Of(distill.Options) } },
        RewardModelStage rewardModel => stage with { RewardModel = Of(rewardModel) },
        CollectStage collect => stage with { Collect = Of(collect) },
        SelectStage select => stage with { Select = Of(select) },
        PairsStage pairs => stage with { Pairs = pairs with { Problems = Of(pairs.Problems), Options = Of(pairs.Options) } },
        PreferStage prefer => stage with { Prefer = prefer with { Options = Of(prefer.Options) } },
        EvaluateStage evaluate => stage with { Evaluate = Of(evaluate) },
        var other => throw new InvalidOperationException($"The smoke size of {other.GetType().Name} is not said."),
    };

    static LanguageModelOptions Of(LanguageModelOptions options) => options with
    {
        Steps = Math.Min(PretrainSteps, options.Steps),
        TokensPerStep = Math.Min(TokensPerStep, options.TokensPerStep),
        LearningRate = Of(options.LearningRate),
    };

    static SftOptions Of(SftOptions options) => options with
    {
        Steps = Least(options.Steps, Steps),
        TokensPerStep = Math.Min(TokensPerStep, options.TokensPerStep),
        HeldOutEverySteps = options.HeldOutShare > 0 ? 1 : null,
        LearningRate = Of(options.LearningRate),
    };

    static GrpoStage Of(GrpoStage stage) => Shared(stage with
    {
        Options = SharedOptions(stage.Options with { DynamicSamplingRounds = stage.Options.DynamicSamplingRounds is { } rounds ? Math.Min(Steps, rounds) : null }),
    });

    static PpoStage Of(PpoStage stage) => Shared(stage with
    {
        Options = SharedOptions(stage.Options with { ValueWarmupSteps = Math.Min(Math.Min(1, stage.Options.Steps - 1), stage.Options.ValueWarmupSteps), ValueLearningRate = Of(stage.Options.ValueLearningRate) }),
    });

    // What every stage of reinforcement has; the record stays of its kind.
    static T Shared<T>(T stage) where T : ReinforcementStage => (T)((ReinforcementStage)stage with
    {
        Problems = Of(stage.Problems),
        Rewards = Of(stage.Rewards),
        EvaluateEverySteps = stage.EvaluateEverySteps is null ? null : 1,
        EvaluateProblems = Least(stage.EvaluateProblems, Group),
    });

    static T SharedOptions<T>(T options) where T : ReinforcementOptions => (T)((ReinforcementOptions)options with
    {
        Steps = Math.Min(Steps, options.Steps),
        PromptsPerStep = Math.Min(Prompts, options.PromptsPerStep),
        GroupSize = Math.Min(Group, options.GroupSize),
        MinibatchesPerStep = Math.Min(Steps, options.MinibatchesPerStep),
        NumIterations = Math.Min(Steps, options.NumIterations),
        MaxCompletionTokens = Math.Min(CompletionTokens, options.MaxCompletionTokens),
        CompletionCaps = Of(options.CompletionCaps),
        RefSyncSteps = options.RefSyncSteps is null ? null : 1,
        LearningRate = Of(options.LearningRate),
    });

    static DistillationOptions Of(DistillationOptions options) => options with
    {
        Steps = Math.Min(Steps, options.Steps),
        PromptsPerStep = Math.Min(Prompts, options.PromptsPerStep),
        SamplesPerPrompt = Math.Min(Group, options.SamplesPerPrompt),
        MinibatchesPerStep = Math.Min(Steps, options.MinibatchesPerStep),
        MaxCompletionTokens = Math.Min(CompletionTokens, options.MaxCompletionTokens),
        LearningRate = Of(options.LearningRate),
    };

    static RewardModelStage Of(RewardModelStage stage) => stage with
    {
        Sampled = stage.Sampled is { } sampled ? sampled with { Problems = Of(sampled.Problems), Options = sampled.Options with { SampleCount = Math.Min(Samples, sampled.Options.SampleCount), MaxCompletionTokens = Math.Min(CompletionTokens, sampled.Options.MaxCompletionTokens), LeastGap = 0, LengthBalanced = false } } : null,
        Preferences = stage.Preferences is { } preferences ? preferences with { Count = Math.Min(Judgements, preferences.Count) } : null,
        Safety = stage.Safety is { } safety ? safety with { Count = Math.Min(Judgements, safety.Count) } : null,
        Options = stage.Options with { Epochs = 1, BatchSize = Math.Min(Problems, stage.Options.BatchSize), LearningRate = Of(stage.Options.LearningRate) },
    };

    // What such a network writes would pass no filter: all that can be left open are.
    static CollectStage Of(CollectStage stage) => stage with
    {
        Problems = Of(stage.Problems),
        Rewrite = CompletionForm.AsWritten,
        Options = stage.Options with
        {
            SampleCount = Math.Max(Samples, Math.Min(2 * Samples, stage.Options.SampleCount)),
            MaxCompletionTokens = Math.Min(CompletionTokens, stage.Options.MaxCompletionTokens),
            RequireRight = false,
            RequireFormat = false,
            MinLanguagePurity = null,
            MaxRepetition = null,
            MaxParagraphCharacters = null,
            MinJudgement = stage.Options.MinJudgement is null ? null : -1000,
        },
    };

    // The examples are few, and those of a network that has hardly learned are solved by none: what asks or filters is left as open as can be.
    static SelectStage Of(SelectStage stage) => stage with
    {
        SolverSamples = Math.Min(Steps, stage.SolverSamples),
        MaxCompletionTokens = Math.Min(CompletionTokens, stage.MaxCompletionTokens),
        Options = stage.Options with { Count = stage.Options.Count is { } count ? Math.Min(Problems, count) : null, MaxSolverPassRate = 1, MinPassRate = 0, MaxPassRate = 1 },
    };

    static PreferenceOptions Of(PreferenceOptions options) => options with { Epochs = 1, BatchSize = Math.Min(Problems, options.BatchSize), LearningRate = Of(options.LearningRate) };

    static EvaluateStage Of(EvaluateStage stage) => stage with
    {
        MaxProblems = Least(stage.MaxProblems, Group),
        Problems = stage.Problems is { } problems ? Of(problems) : null,
        SampleCount = stage.SampleCount is { } samples ? Math.Min(2, samples) : null,
        MaxCompletionTokens = stage.MaxCompletionTokens is { } tokens ? Math.Min(CompletionTokens, tokens) : null,
    };

    // A network that has hardly learned answers nothing right.
    static ShorterOptions Of(ShorterOptions options) => options with
    {
        SampleCount = Math.Min(Samples, options.SampleCount),
        MaxCompletionTokens = Math.Min(CompletionTokens, options.MaxCompletionTokens),
        Chosen = ShorterChoice.Shortest,
        RequireRight = false,
        LeastSaving = 0,
        LeastRightShare = 0,
    };

    static EvaluationOptions Of(EvaluationOptions options) => options with
    {
        SampleCount = Math.Min(2, options.SampleCount),
        MaxCompletionTokens = Math.Min(CompletionTokens, options.MaxCompletionTokens),
        BootstrapResamples = Math.Min(100, options.BootstrapResamples),
    };

    static LearningRateSchedule Of(LearningRateSchedule schedule) => schedule with { WarmupSteps = Math.Min(1, schedule.WarmupSteps) };

    static IReadOnlyList<RewardRecipe> Of(IReadOnlyList<RewardRecipe> rewards) => [.. rewards.Select(r => r.FromStep is null ? r : r with { FromStep = Math.Min(1, r.FromStep.Value) })];

    static IReadOnlyList<CompletionCap> Of(IReadOnlyList<CompletionCap> caps) => caps.Count == 0 ? caps : [new() { FromStep = 1, Tokens = Math.Min(CompletionTokens, caps[^1].Tokens) }];

    static IReadOnlyList<ProblemSource> Of(IReadOnlyList<ProblemSource> sources) => [.. sources.Select(source => source with
    {
        Miniature = source.Miniature is { } miniature ? miniature with { Count = Math.Min(Problems, miniature.Count) } : null,
        File = source.File is { } file ? file with { MaxProblems = Least(file.MaxProblems, Problems) } : null,
    })];

    static int Least(int? value, int bound) => Math.Min(value ?? bound, bound);
}
