// Where the pairs and labels come from that a reward model learns from.

using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using R1Sharp.App.Recipes;
using R1Sharp.Learning.Settings;
using R1Sharp.Learning.Training.RewardModels;

namespace R1Sharp.App.Stages;

/// <summary>Replay, as DeepSeekMath's iterations have it (arXiv 2402.03300, section 4.1.4): a tenth of the data is that of rounds before.</summary>
sealed record ReplayRecipe
{
    /// <summary>The stages whose labelled completions are the old ones.</summary>
    [MinLength(1)] public required IReadOnlyList<string> Stages { get; init; }

    /// <summary>Their share of all that is learned from; where there are fewer, all of them are taken.</summary>
    [Range(0.0, 0.9)] public double Share { get; init; } = 0.1;
}

/// <summary>What the miniature world's judge says of responses to general tasks.</summary>
sealed record MiniatureJudgements
{
    /// <summary>How many; those that do not fit into the network are left out.</summary>
    [Range(1, 10_000_000)] public int Count { get; init; } = 2000;

    /// <summary>Of preferences: share of pairs of a good and a nearly good answer; null or 0 draws all as the judge finds them.</summary>
    [DefaultValue(null), Range(0.0, 1.0)] public double? HardShare { get; init; }

    /// <summary>Draws other ones, as the models of an ensemble need; null takes the run's seed alone.</summary>
    [DefaultValue(null)] public ulong? Seed { get; init; }

    /// <summary>What draws them in a run of a seed.</summary>
    public ulong SeedIn(ulong run) => Seed is { } own ? unchecked(run * 1_000_003 + own) : run;
}

/// <summary>Labelled responses from data.</summary>
sealed record LabelFile : DataSource
{
    /// <summary>The question, with {column} places; it is put into the recipe's template.</summary>
    public string Question { get; init; } = "{question}";

    /// <summary>The completion, with {column} places.</summary>
    public string Completion { get; init; } = "{completion}";

    /// <summary>The column of the label: true, false or a number from 0 to 1; a list of them, one a line of the completion, where steps are scored.</summary>
    public string Label { get; init; } = "label";

    /// <summary>Most tokens of a prompt with its completion: longer ones are left out. Null refuses one that is too long for the model.</summary>
    [DefaultValue(null), Range(2, 10_000_000)] public int? MaxTokens { get; init; }

    /// <summary>Whether the rows' shape says what the texts and labels are.</summary>
    public bool IsByShape => (Question, Completion, Label) == ("{question}", "{completion}", "label");
}

/// <summary>Completions of the network, judged and put in pairs.</summary>
sealed record SampledPreferences
{
    /// <summary>What is asked.</summary>
    [MinLength(1)] public required IReadOnlyList<ProblemSource> Problems { get; init; }

    /// <summary>What judges the completions.</summary>
    [MinLength(1)] public required IReadOnlyList<RewardRecipe> Judges { get; init; }

    /// <summary>How many are sampled, and which become pairs.</summary>
    [Inline] public PreferenceSamplingOptions Options { get; init; } = new();
}

/// <summary>Completions of the network, compared two at a time.</summary>
sealed record ComparedPreferences
{
    /// <summary>What is asked; the miniature world's imperfect judge compares the completions of its general tasks.</summary>
    [MinLength(1)] public required IReadOnlyList<ProblemSource> Problems { get; init; }

    /// <summary>A judge behind a URL instead: it gives each of two answers points from 0 to 10.</summary>
    [DefaultValue(null)] public PairEndpoint? Judge { get; init; }

    /// <summary>How many are sampled, how often each pair is judged, and which pairs are kept.</summary>
    [Inline] public ComparisonOptions Options { get; init; } = new();
}

/// <summary>A service that compares two answers.</summary>
sealed record PairEndpoint
{
    /// <summary>The address of an OpenAI-compatible service, e.g. http://localhost:8000/v1.</summary>
    public required string Url { get; init; }

    /// <summary>The model's name there.</summary>
    public required string Model { get; init; }

    /// <summary>What is asked, with the places {question}, {first} and {second}; the last two numbers of the reply are the points of the two.</summary>
    public string Instruction { get; init; } = "Question:\n{question}\n\nAnswer A:\n{first}\n\nAnswer B:\n{second}\n\nHow good is each answer, from 0 to 10? "
        + "Give your reasons briefly, and end with two numbers: the points of A, then of B.";

    /// <summary>The variable of the environment that holds the key.</summary>
    public string KeyVariable { get; init; } = "OPENAI_API_KEY";

    /// <summary>Seconds to wait for a reply.</summary>
    [Range(0.1, 3600.0)] public double TimeoutSeconds { get; init; } = 60;
}
