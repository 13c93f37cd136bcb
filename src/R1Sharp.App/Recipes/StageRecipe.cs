// A stage of a recipe: what kind it is, what it is called, and which model it begins with.

using System.ComponentModel.DataAnnotations;
using R1Sharp.Learning;
using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Training;

namespace R1Sharp.App.Recipes;

/// <summary>One stage: exactly one kind, and beside it its place among the stages.</summary>
[ExactlyOneKey]
public sealed record StageRecipe : IChecked
{
    /// <summary>The stage's name; null names it after its kind: pretrain, evaluate, grpo, evaluate-2.</summary>
    [Beside] public string? Name { get; init; }

    /// <summary>The stage whose model this one begins with, or "model" for the recipe's own; null takes that of the nearest stage before which leaves one.</summary>
    [Beside] public string? From { get; init; }

    /// <summary>A network of the stage's own to begin with instead, with the recipe's tokenizer (that of its model, where that is read).</summary>
    [Beside] public ModelRecipe? Model { get; init; }

    /// <summary>Predict the next token of a corpus.</summary>
    public PretrainStage? Pretrain { get; init; }

    /// <summary>Predict the completions of examples.</summary>
    public SftStage? Sft { get; init; }

    /// <summary>Reinforce completions that are rewarded.</summary>
    public GrpoStage? Grpo { get; init; }

    /// <summary>Reinforce completions that are rewarded, with a value model.</summary>
    public PpoStage? Ppo { get; init; }

    /// <summary>Draw the network to a teacher on its own samples.</summary>
    public DistillStage? Distill { get; init; }

    /// <summary>Train a reward model.</summary>
    public RewardModelStage? RewardModel { get; init; }

    /// <summary>Sample completions and keep the good ones as examples: rejection sampling.</summary>
    public CollectStage? Collect { get; init; }

    /// <summary>Select some of the examples that there are.</summary>
    public SelectStage? Select { get; init; }

    /// <summary>Sample completions and make pairs of them, of which one is preferred.</summary>
    public PairsStage? Pairs { get; init; }

    /// <summary>Learn to prefer one completion of each pair.</summary>
    public PreferStage? Prefer { get; init; }

    /// <summary>Ask held-out problems.</summary>
    public EvaluateStage? Evaluate { get; init; }

    /// <summary>The kind's key.</summary>
    public string Kind => RecipeShape.SnakeCase(Body.GetType().Name[..^"Stage".Length]);

    /// <summary>What the kind's key holds.</summary>
    public object Body => (object?)Pretrain ?? (object?)Sft ?? (object?)Grpo ?? (object?)Ppo ?? (object?)Distill ?? (object?)RewardModel ?? (object?)Collect ?? (object?)Select ?? (object?)Pairs ?? (object?)Prefer ?? Evaluate!;

    /// <summary>Whether the stage changes the model, so that later stages may begin with it.</summary>
    public bool LeavesModel => LeavesModelOf(Kind);

    /// <summary>Whether stages of a kind leave a model that answers.</summary>
    public static bool LeavesModelOf(string kind) => kind is not ("collect" or "pairs" or "select" or "reward_model" or "evaluate");

    /// <summary>Whether the stage leaves examples, so that later stages may learn or select from them.</summary>
    public bool LeavesExamples => Collect is not null || Select is not null || Pairs is not null;

    /// <summary>The stage where it reinforces; else null.</summary>
    public ReinforcementStage? Reinforcement => (ReinforcementStage?)Grpo ?? Ppo;

    /// <inheritdoc/>
    public SettingsMistake? Mistake() => From is not null && Model is not null
        ? new("a stage begins either with the model of another ('from') or with a network of its own ('model'), not with both.", "from") : null;
}

/// <summary>Pre-training.</summary>
public sealed record PretrainStage
{
    /// <summary>What is read.</summary>
    public required CorpusSource Corpus { get; init; }

    /// <summary>Steps, learning rate, optimizer.</summary>
    [Inline] public LanguageModelOptions Options { get; init; } = new();
}

/// <summary>Where texts come from.</summary>
[ExactlyOneKey]
public sealed record CorpusSource
{
    /// <summary>Documents of the miniature world, never the same twice.</summary>
    public MiniatureCorpus? Miniature { get; init; }

    /// <summary>Texts made from the lines of a JSON Lines file, in a new order each epoch.</summary>
    public LineCorpus? Lines { get; init; }
}

/// <summary>The miniature world's corpus; what it is made of stands under world.</summary>
public sealed record MiniatureCorpus;

/// <summary>Texts made from a JSON Lines file.</summary>
public sealed record LineCorpus
{
    /// <summary>The file; may contain ${VARIABLES} of the environment.</summary>
    [Content] public required string Path { get; init; }

    /// <summary>The text with {column} places; {reasoning} and {gold} are the two parts of a GSM8K answer.</summary>
    public required string Template { get; init; }
}

/// <summary>Supervised fine-tuning.</summary>
public sealed record SftStage
{
    /// <summary>The examples of all sources together.</summary>
    [MinLength(1)] public required IReadOnlyList<ExampleSource> Examples { get; init; }

    /// <summary>Epochs, learning rate, optimizer.</summary>
    [Inline] public SftOptions Options { get; init; } = new();
}

/// <summary>Where examples come from.</summary>
[ExactlyOneKey]
public sealed record ExampleSource
{
    /// <summary>The lines of a file.</summary>
    public ExampleFile? File { get; init; }

    /// <summary>What an earlier stage collected, by its name.</summary>
    public string? Stage { get; init; }
}

/// <summary>Questions with the completions to learn.</summary>
public sealed record ExampleFile
{
    /// <summary>The JSON Lines file; may contain ${VARIABLES} of the environment.</summary>
    [Content] public required string Path { get; init; }

    /// <summary>The question, with {column} places; it is put into the recipe's template.</summary>
    public string Question { get; init; } = "{question}";

    /// <summary>The completion, with {column} places; the end-of-text token follows it.</summary>
    public required string Completion { get; init; }
}

/// <summary>On-policy distillation: the network samples, a teacher says what it would have done, and the network is drawn there.</summary>
public sealed record DistillStage
{
    /// <summary>The stage whose model teaches; its tokenizer must be the student's.</summary>
    public required string Teacher { get; init; }

    /// <summary>What is asked.</summary>
    [MinLength(1)] public required IReadOnlyList<ProblemSource> Problems { get; init; }

    /// <summary>Steps, samples, estimator, learning rate, optimizer.</summary>
    [Inline] public DistillationOptions Options { get; init; } = new();
}

/// <summary>Rejection sampling: many completions of each problem, of which the good ones are kept.</summary>
public sealed record CollectStage : IChecked
{
    /// <summary>What is asked.</summary>
    [MinLength(1)] public required IReadOnlyList<ProblemSource> Problems { get; init; }

    /// <summary>Into what form the good ones are put.</summary>
    public CompletionForm Rewrite { get; init; }

    /// <summary>Share of general examples of the miniature world among all that is collected; a rubric says which are good.</summary>
    [Range(0.0, 0.9)] public double GeneralShare { get; init; }

    /// <summary>What judges completions where no rule can: any rewards, of whose total min_judgement is the least.</summary>
    public IReadOnlyList<RewardRecipe> Judges { get; init; } = [];

    /// <summary>How many, how they are sampled, and which are kept.</summary>
    [Inline] public RejectionOptions Options { get; init; } = new();

    /// <inheritdoc/>
    public SettingsMistake? Mistake() => (Options.MinJudgement is null) == (Judges.Count == 0) ? RewardRecipe.MistakeOf(Judges, "judges")
        : new("judges and min_judgement belong together: the one scores, the other says what is enough.", Judges.Count == 0 ? "min_judgement" : "judges");
}

/// <summary>The form of collected completions.</summary>
public enum CompletionForm
{
    /// <summary>As the model wrote them.</summary>
    AsWritten,

    /// <summary>Tidy thoughts in the question's language, then a sentence with the answer; for the miniature's families of reasoning.</summary>
    Readable,
}
