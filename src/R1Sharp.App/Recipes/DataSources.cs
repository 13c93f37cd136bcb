// Where a recipe's data comes from: problems, texts, examples and preferences, from files and from the miniature world.

using System.ComponentModel.DataAnnotations;
using System.ComponentModel;
using R1Sharp.Learning.Miniature;
using R1Sharp.Learning.Settings;

namespace R1Sharp.App.Recipes;

/// <summary>Where problems come from.</summary>
[ExactlyOneKey]
sealed record ProblemSource
{
    /// <summary>The miniature world.</summary>
    public MiniatureProblems? Miniature { get; init; }

    /// <summary>The rows of data.</summary>
    public ProblemFileOptions? File { get; init; }

    /// <summary>The problems that an earlier stage of the kind filter left, by its name.</summary>
    public string? Stage { get; init; }

    /// <summary>A benchmark of docs/benchmarks.md, asked and judged as there.</summary>
    public BenchmarkProblems? Benchmark { get; init; }

    /// <summary>In reinforcement: the share of the stage's steps at which they join, 0.75 for the last quarter; null asks them from the beginning.</summary>
    [Beside, DefaultValue(null), Range(0.0, 0.999999)] public double? FromShare { get; init; }
}

/// <summary>A benchmark's rows in its own wording, judged by its own measure. Where nothing but its name is said, that may stand for it.</summary>
sealed record BenchmarkProblems
{
    /// <summary>Its name, e.g. gsm8k, or a benchmark of one's own, mine.yaml.</summary>
    [Short] public required string Task { get; init; }

    /// <summary>Its rows: a file or a dataset's folder; null looks for the published dataset under R1SHARP_HUB.</summary>
    [DefaultValue(null), Content] public string? File { get; init; }

    /// <summary>The configuration; null takes the published one.</summary>
    [DefaultValue(null)] public string? Config { get; init; }

    /// <summary>The split, e.g. train, or a part of it; null takes the one that is evaluated.</summary>
    [DefaultValue(null)] public string? Split { get; init; }

    /// <summary>r1, as R1 was asked, or authors, as its authors ask.</summary>
    [AllowedValues("r1", "authors")] public string Wording { get; init; } = "r1";

    /// <summary>Answered examples before each question; null takes the benchmark's own number.</summary>
    [DefaultValue(null), Range(0, 64)] public int? Shots { get; init; }

    /// <summary>The data of these examples; null takes the benchmark's own split for them.</summary>
    [DefaultValue(null), Content] public string? ShotsFrom { get; init; }

    /// <summary>The first day of problems that have one, yyyy-mm-dd; null takes the benchmark's.</summary>
    [DefaultValue(null)] public string? Since { get; init; }

    /// <summary>The last day of problems that have one; null takes the benchmark's.</summary>
    [DefaultValue(null)] public string? Until { get; init; }

    /// <summary>The first so many problems; null takes all.</summary>
    [DefaultValue(null), Range(1, int.MaxValue)] public int? MaxProblems { get; init; }

    /// <summary>Decides the order of options, where that is shuffled.</summary>
    public ulong Seed { get; init; } = 1;
}

/// <summary>Problems of one family of the miniature world.</summary>
sealed record MiniatureProblems
{
    /// <summary>The family, e.g. countdown.</summary>
    public required string Family { get; init; }

    /// <summary>Which part of the family's problems; the parts never overlap.</summary>
    public ProblemSplit Split { get; init; } = ProblemSplit.Train;

    /// <summary>How many problems.</summary>
    [Range(1, 10_000_000)] public int Count { get; init; } = 1000;

    /// <summary>Difficulty, 1 is the easiest; null takes the family's ordinary levels in turn.</summary>
    [Range(1, 100)] public int? Level { get; init; }

    /// <summary>Which problems: the same for every seed of the run, so that runs are compared on the same ones.</summary>
    public ulong Seed { get; init; }
}

/// <summary>Where texts come from.</summary>
[ExactlyOneKey]
sealed record CorpusSource
{
    /// <summary>Documents of the miniature world, never the same twice.</summary>
    public MiniatureCorpus? Miniature { get; init; }

    /// <summary>Texts made from the rows of data, in a new order each epoch.</summary>
    public LineCorpus? Lines { get; init; }

    /// <summary>The texts that an earlier stage collected, by its name.</summary>
    public string? Stage { get; init; }
}

/// <summary>The miniature world's corpus; what it is made of stands under world.</summary>
sealed record MiniatureCorpus;

/// <summary>Texts made from the rows of data.</summary>
sealed record LineCorpus : DataSource
{
    /// <summary>The text with {column} places; {reasoning} and {gold} are the two parts of a GSM8K answer. Null takes the column "text".</summary>
    [DefaultValue(null)] public string? Template { get; init; }
}

/// <summary>Where examples come from.</summary>
[ExactlyOneKey]
sealed record ExampleSource
{
    /// <summary>The rows of data.</summary>
    public ExampleFile? File { get; init; }

    /// <summary>What an earlier stage collected, by its name.</summary>
    public string? Stage { get; init; }
}

/// <summary>Questions with the completions to learn.</summary>
sealed record ExampleFile : DataSource
{
    /// <summary>The question, with {column} places; it is put into the recipe's template.</summary>
    public string Question { get; init; } = "{question}";

    /// <summary>The completion, with {column} places; the end-of-text token follows it. Null takes both from the rows' shape.</summary>
    [DefaultValue(null)] public string? Completion { get; init; }

    /// <summary>The rows' shape; null finds it.</summary>
    [DefaultValue(null)] public RowShape? Shape { get; init; }

    /// <summary>What is learned of a row; null learns the completion, or the last answer of a conversation.</summary>
    [DefaultValue(null)] public LearnedPart? Learn { get; init; }

    /// <summary>
    /// Most tokens of an example: longer ones are cut at their end, or left out. Null is what the model can read, and an example that is longer is refused
    /// unless too_long says otherwise.
    /// </summary>
    [DefaultValue(null), Range(2, 10_000_000)] public int? MaxTokens { get; init; }

    /// <summary>What becomes of longer examples; null cuts them where max_tokens is given, and refuses them otherwise.</summary>
    [DefaultValue(null)] public LongExample? TooLong { get; init; }

    /// <summary>The column of rows that are plain texts, all of which is learned; null finds it.</summary>
    [DefaultValue(null)] public string? TextColumn { get; init; }

    /// <summary>Whether more is said than which completion is learned, so that an example need not end.</summary>
    internal bool IsByPart => Learn is not null || MaxTokens is not null || TooLong is not null || TextColumn is not null;
}

/// <summary>What becomes of an example that is too long.</summary>
enum LongExample
{
    /// <summary>Its end is cut off.</summary>
    Cut,

    /// <summary>It is left out.</summary>
    LeaveOut,
}

/// <summary>What of a row is learned.</summary>
enum LearnedPart
{
    /// <summary>The completion, or the last answer of a conversation.</summary>
    Completion,

    /// <summary>All that the assistant says; of other rows the completion.</summary>
    Assistant,

    /// <summary>The whole text, prompts included.</summary>
    Everything,

    /// <summary>As TRL's trainer does where nothing is said: whole conversations and texts, of prompt and completion the completion.</summary>
    AsTrl,
}

/// <summary>Preferences from data. Where all three texts are as they stand here, the rows may have any shape of pairs: texts, or lists of messages.</summary>
sealed record PreferenceFile : DataSource
{
    /// <summary>The question, with {column} places; it is put into the recipe's template.</summary>
    public string Question { get; init; } = "{question}";

    /// <summary>The better completion, with {column} places.</summary>
    public string Chosen { get; init; } = "{chosen}";

    /// <summary>The other one.</summary>
    public string Rejected { get; init; } = "{rejected}";

    /// <summary>Most tokens of a prompt with either completion: longer pairs are left out. Null refuses a pair that is too long for the model.</summary>
    [DefaultValue(null), Range(2, 10_000_000)] public int? MaxTokens { get; init; }

    /// <summary>Most tokens of a prompt: pairs with longer ones are left out. Null leaves out none for that.</summary>
    [DefaultValue(null), Range(1, 10_000_000)] public int? MaxPromptTokens { get; init; }

    /// <summary>Most tokens of either completion: pairs with a longer one are left out. Null leaves out none for that.</summary>
    [DefaultValue(null), Range(1, 10_000_000)] public int? MaxCompletionTokens { get; init; }

    /// <summary>
    /// For reward models: the column of the margin, a number by which the better completion's score should stand above the other's (Llama 2, arXiv 2307.09288,
    /// equation 2). Null has no margin.
    /// </summary>
    [DefaultValue(null)] public string? Margin { get; init; }

    /// <summary>Whether the rows' shape says what the texts are.</summary>
    public bool IsByShape => (Question, Chosen, Rejected) == ("{question}", "{chosen}", "{rejected}");
}
