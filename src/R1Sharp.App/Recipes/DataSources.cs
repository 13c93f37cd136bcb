// Where a recipe's data comes from: problems, texts, examples and preferences, from files and from the miniature world.

using System.ComponentModel.DataAnnotations;
using R1Sharp.Learning.Miniature;

namespace R1Sharp.App.Recipes;

/// <summary>Where problems come from.</summary>
[ExactlyOneKey]
public sealed record ProblemSource
{
    /// <summary>The miniature world.</summary>
    public MiniatureProblems? Miniature { get; init; }

    /// <summary>A JSON Lines file.</summary>
    public ProblemFileOptions? File { get; init; }
}

/// <summary>Problems of one family of the miniature world.</summary>
public sealed record MiniatureProblems
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

/// <summary>A JSON Lines file of preferences; may contain ${VARIABLES} of the environment.</summary>
public sealed record PreferenceFile
{
    /// <summary>The file.</summary>
    [Content] public required string Path { get; init; }

    /// <summary>The question, with {column} places; it is put into the recipe's template.</summary>
    public string Question { get; init; } = "{question}";

    /// <summary>The better completion, with {column} places.</summary>
    public string Chosen { get; init; } = "{chosen}";

    /// <summary>The other one.</summary>
    public string Rejected { get; init; } = "{rejected}";
}
