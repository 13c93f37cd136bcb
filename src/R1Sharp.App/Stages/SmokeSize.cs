// A recipe in smoke size: every stage, file and network of it, but so few steps, problems and tokens that it is over in seconds.
// It tells whether a recipe runs through before a night is spent on it; what is learned in it is nothing. How a stage shrinks its kind says;
// here is what they have in common.

using R1Sharp.App.Recipes;
using R1Sharp.Learning.Training;
using R1Sharp.Learning.Training.Evaluation;

namespace R1Sharp.App.Stages;

/// <summary>Shrinks recipes, always in the same way. What is smaller already stays.</summary>
static class SmokeSize
{
    // A network that has hardly learned writes up to the cap, but for the few completions that end by themselves: of these an
    // examples stage lives, hence many short ones.

    /// <summary>Steps.</summary>
    public const int Steps = 2;

    /// <summary>Tokens of a step that learns from texts.</summary>
    public const int TokensPerStep = 2048;

    /// <summary>Prompts of a step that samples.</summary>
    public const int Prompts = 4;

    /// <summary>Completions of each of these.</summary>
    public const int Group = 4;

    /// <summary>Problems, or examples of a batch.</summary>
    public const int Problems = 8;

    /// <summary>Completions of each of these.</summary>
    public const int Samples = 8;

    /// <summary>Tokens of a completion.</summary>
    public const int CompletionTokens = 32;

    const int Documents = 500;

    const int Judgements = 24;

    // The second of two steps.
    const double LatestShare = 0.5;

    /// <summary>The recipe in smoke size; its runs have folders of their own.</summary>
    public static Recipe Of(Recipe recipe) => recipe with
    {
        Name = recipe.Name + "-smoke",
        Tokenizer = recipe.Tokenizer with { SampleDocuments = Math.Min(Documents, recipe.Tokenizer.SampleDocuments) },
        Evaluation = recipe.Evaluation with { Problems = Of(recipe.Evaluation.Problems), Options = Of(recipe.Evaluation.Options) },
        CheckpointEverySteps = recipe.CheckpointEverySteps is null ? null : 1,
        Stages = [.. recipe.Stages.Select(stage => stage with { Settings = stage.Kind.Smoke(stage.Settings) })],
    };

    /// <summary>The lesser of a value that may be off and a bound.</summary>
    public static int Least(int? value, int bound) => Math.Min(value ?? bound, bound);

    /// <summary>A few problems of each source.</summary>
    public static IReadOnlyList<ProblemSource> Of(IReadOnlyList<ProblemSource> sources) => [.. sources.Select(source => source with
    {
        Miniature = source.Miniature is { } miniature ? miniature with { Count = Math.Min(Problems, miniature.Count) } : null,
        File = source.File is { } file ? file with { MaxProblems = Least(file.MaxProblems, Problems) } : null,
        Benchmark = source.Benchmark is { } benchmark ? benchmark with { MaxProblems = Least(benchmark.MaxProblems, Problems) } : null,
        FromShare = source.FromShare is { } share ? Math.Min(LatestShare, share) : null,
    })];

    /// <summary>A few of what the world's judge says.</summary>
    public static MiniatureJudgements? Of(MiniatureJudgements? judged) => judged is null ? null : judged with { Count = Math.Min(Judgements, judged.Count) };

    /// <summary>All examples, which are short where hardly anything was learned.</summary>
    public static FewShotRecipe? Of(FewShotRecipe? shown) => shown is null ? null : shown with { MaxTokens = null };

    /// <summary>Warmed up at once.</summary>
    public static LearningRateSchedule Of(LearningRateSchedule schedule) =>
        schedule with { WarmupSteps = Math.Min(1, schedule.WarmupSteps), WarmupShare = null };

    /// <summary>Rewards that all count before the end.</summary>
    public static IReadOnlyList<RewardRecipe> Of(IReadOnlyList<RewardRecipe> rewards) =>
    [
        .. rewards.Select(r => r with
        {
            FromStep = r.FromStep is { } step ? Math.Min(1, step) : null,
            FromShare = r.FromShare is { } share ? Math.Min(LatestShare, share) : null,
        }),
    ];

    static EvaluationOptions Of(EvaluationOptions options) => options with
    {
        SampleCount = Math.Min(2, options.SampleCount),
        MaxCompletionTokens = Math.Min(CompletionTokens, options.MaxCompletionTokens),
        BootstrapResamples = Math.Min(100, options.BootstrapResamples),
    };
}
