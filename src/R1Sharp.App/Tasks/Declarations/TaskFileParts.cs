// The parts of a benchmark's file.

using System.ComponentModel.DataAnnotations;
using R1Sharp.Learning.Settings;

namespace R1Sharp.App.Tasks.Declarations;

/// <summary>A dataset as Hugging Face names it.</summary>
sealed record TaskSource
{
    /// <summary>Its configuration where it has several; * reads all of them.</summary>
    public const string EveryConfig = "*";

    /// <summary>org/name; looked for under R1SHARP_HUB.</summary>
    public required string Name { get; init; }

    /// <summary>Other datasets with the same rows.</summary>
    public IReadOnlyList<string> Also { get; init; } = [];

    /// <summary>The configuration; * is all of them, one after the other; null the default.</summary>
    public string? Config { get; init; }

    /// <summary>The split.</summary>
    public required string Split { get; init; }
}

/// <summary>Columns by what they are: question: [problem, Problem] is the first of the two that a row has.</summary>
sealed record TaskColumns
{
    /// <summary>The name under which the configuration of a row stands for a column.</summary>
    public const string Config = "@config";

    /// <summary>Names by what they are.</summary>
    [OpenKeys] public IReadOnlyDictionary<string, object?> Roles { get; init; } = new Dictionary<string, object?>();

    /// <summary>The names of a column; none where the benchmark has no such one.</summary>
    public IReadOnlyList<string> Names(string role) => Roles.GetValueOrDefault(role) switch
    {
        null => [],
        IEnumerable<object?> several => [.. several.OfType<string>()],
        var one => [(string)one],
    };
}

/// <summary>Rows whose column has one of some values.</summary>
sealed record TaskFilter
{
    /// <summary>The column, by what it is.</summary>
    public required string Column { get; init; }

    /// <summary>The values; a row without such a column is kept.</summary>
    [MinLength(1)] public required IReadOnlyList<string> Values { get; init; }

    /// <summary>Values of rows that are kept where this column corrects their answer.</summary>
    public IReadOnlyList<string> Corrected { get; init; } = [];
}

/// <summary>Problems of certain days.</summary>
sealed record TaskWindow
{
    /// <summary>The first day, yyyy-mm-dd; null is the beginning.</summary>
    public string? Since { get; init; }

    /// <summary>The last day; null is the end.</summary>
    public string? Until { get; init; }
}

/// <summary>The wordings.</summary>
sealed record TaskPrompts
{
    /// <summary>As R1 was asked, or as it is recommended to ask it.</summary>
    public required TaskPrompt R1 { get; init; }

    /// <summary>As the benchmark's authors ask; null where that is the same.</summary>
    public TaskPrompt? Authors { get; init; }
}

/// <summary>One wording. {column} places are named by what the columns are; {name?} is left out with its line where a row has no such text.</summary>
sealed record TaskPrompt
{
    /// <summary>The question.</summary>
    [Short] public required string Ask { get; init; }

    /// <summary>What stands once before examples and question; null is nothing.</summary>
    public string? Before { get; init; }

    /// <summary>The question of rows that lack something; null asks all alike.</summary>
    public TaskLacking? Lacking { get; init; }
}

/// <summary>The wording for rows without a column, or with an empty one.</summary>
sealed record TaskLacking
{
    /// <summary>The column, by what it is.</summary>
    public required string Column { get; init; }

    /// <summary>The question.</summary>
    public required string Ask { get; init; }
}

/// <summary>How a judge compares two answers.</summary>
sealed record TaskPairs
{
    /// <summary>1: in an order that the seed decides; 2: in both.</summary>
    [Range(1, 2)] public int Games { get; init; } = 1;

    /// <summary>How often a game counts that is called clear.</summary>
    [Range(1, 100)] public int StrongWeight { get; init; } = 1;
}

/// <summary>Answered examples.</summary>
sealed record TaskExamples
{
    /// <summary>Their split.</summary>
    public required string Split { get; init; }

    /// <summary>One example, its answer included.</summary>
    public required string Text { get; init; }

    /// <summary>The same in the authors' wording; null is the same.</summary>
    public string? AuthorsText { get; init; }

    /// <summary>The column, by what it is, in which an example must have the question's value; null takes the first of all.</summary>
    public string? Same { get; init; }

    /// <summary>What a column's text may begin with that an example does not show; null shows all.</summary>
    public string? Without { get; init; }

    /// <summary>How many where nobody says it.</summary>
    [Range(0, 64)] public int Count { get; init; }
}

/// <summary>A score that somebody has published.</summary>
sealed record PublishedScore
{
    /// <summary>Whose.</summary>
    public string Model { get; init; } = "DeepSeek-R1";

    /// <summary>The figure's name, as the measure calls it.</summary>
    public required string Figure { get; init; }

    /// <summary>The score, in percent or points.</summary>
    public required double Score { get; init; }

    /// <summary>Where it stands.</summary>
    public required string Source { get; init; }
}

/// <summary>By what something was checked.</summary>
enum TaskCheckKind
{
    /// <summary>A formula of the paper, with figures worked out by hand.</summary>
    Formula,

    /// <summary>The published file.</summary>
    RealFile,

    /// <summary>Rows in the published columns with contents made up.</summary>
    Fixture,
}

/// <summary>One check.</summary>
sealed record TaskCheck
{
    /// <summary>By what.</summary>
    public required TaskCheckKind By { get; init; }

    /// <summary>What exactly; null where there is nothing to add.</summary>
    public string? What { get; init; }
}
