// The training of a reward model as a stage: preferences from files or sampled and judged here, or labels from files.

using System.ComponentModel.DataAnnotations;
using R1Sharp.Learning;
using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Rewards.Learned;
using R1Sharp.Learning.Training;

namespace R1Sharp.App.Recipes;

/// <summary>A reward model on the network that the stage begins with. What it leaves is no language model: rewards name the stage.</summary>
public sealed record RewardModelStage : IChecked
{
    /// <summary>What of a response is scored.</summary>
    public RewardScope Scope { get; init; } = RewardScope.Response;

    /// <summary>Preferences from files.</summary>
    public IReadOnlyList<PreferenceFile> Pairs { get; init; } = [];

    /// <summary>Preferences between completions that the network itself writes.</summary>
    public SampledPreferences? Sampled { get; init; }

    /// <summary>Labelled responses from files.</summary>
    public IReadOnlyList<LabelFile> Labels { get; init; } = [];

    /// <summary>Pairs of responses to the miniature world's general tasks, in the order that its imperfect judge puts them into.</summary>
    public MiniatureJudgements? Preferences { get; init; }

    /// <summary>Responses to the miniature world's general tasks with labels of safety.</summary>
    public MiniatureJudgements? Safety { get; init; }

    /// <summary>Share of the examples that are held out to measure the model.</summary>
    [Range(0.01, 0.5)] public double HeldOutShare { get; init; } = 0.1;

    /// <summary>Epochs, batch, learning rate, optimizer.</summary>
    [Inline] public RewardModelOptions Options { get; init; } = new();

    /// <inheritdoc/>
    public SettingsMistake? Mistake()
    {
        bool hasPairs = Pairs.Count > 0 || Sampled is not null || Preferences is not null, hasLabels = Labels.Count > 0 || Safety is not null;
        return hasPairs == hasLabels ? (SettingsMistake?)"a reward model learns either from preferences ('pairs', 'sampled', 'preferences') or from labels ('labels', 'safety'): give one of the two."
            : hasPairs && Scope == RewardScope.Steps ? new("the scope 'steps' wants a label for each step; preferences are between whole responses.", "scope")
            : RewardRecipe.MistakeOf(Sampled?.Judges ?? [], "sampled");
    }
}

/// <summary>What the miniature world's judge says of responses to general tasks.</summary>
public sealed record MiniatureJudgements
{
    /// <summary>How many; those that do not fit into the network are left out.</summary>
    [Range(1, 10_000_000)] public int Count { get; init; } = 2000;
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

/// <summary>A JSON Lines file of labelled responses; may contain ${VARIABLES} of the environment.</summary>
public sealed record LabelFile
{
    /// <summary>The file.</summary>
    [Content] public required string Path { get; init; }

    /// <summary>The question, with {column} places; it is put into the recipe's template.</summary>
    public string Question { get; init; } = "{question}";

    /// <summary>The completion, with {column} places.</summary>
    public string Completion { get; init; } = "{completion}";

    /// <summary>The column of the label: true, false or a number from 0 to 1; a list of them, one a line of the completion, where steps are scored.</summary>
    public string Label { get; init; } = "label";
}

/// <summary>Completions of the network, judged and put in pairs.</summary>
public sealed record SampledPreferences
{
    /// <summary>What is asked.</summary>
    [MinLength(1)] public required IReadOnlyList<ProblemSource> Problems { get; init; }

    /// <summary>What judges the completions.</summary>
    [MinLength(1)] public required IReadOnlyList<RewardRecipe> Judges { get; init; }

    /// <summary>How many are sampled, and which become pairs.</summary>
    [Inline] public PreferenceSamplingOptions Options { get; init; } = new();
}
