// A benchmark as one file says it: where its rows are, what is asked, how the answer is judged, and what R1 has. docs/benchmarks.md is made of these.

using System.ComponentModel.DataAnnotations;
using R1Sharp.App.Data;
using R1Sharp.Learning;
using R1Sharp.Learning.Settings;

namespace R1Sharp.App.Tasks;

/// <summary>A benchmark.</summary>
public sealed record TaskFile : IChecked
{
    /// <summary>As it is asked for: --task NAME.</summary>
    public required string Name { get; init; }

    /// <summary>As its authors call it.</summary>
    public required string Title { get; init; }

    /// <summary>The paper or page that defines it.</summary>
    public required string Paper { get; init; }

    /// <summary>Further names by which it may be asked for.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>Where its rows are published.</summary>
    public required TaskSource Source { get; init; }

    /// <summary>The columns of its rows, by what they are.</summary>
    public required TaskColumns Columns { get; init; }

    /// <summary>Rows that are left out.</summary>
    public TaskFilter? Keep { get; init; }

    /// <summary>The days from which problems are taken.</summary>
    public TaskWindow? Window { get; init; }

    /// <summary>Whether the options of a question are put into an order that the seed decides.</summary>
    public bool ShuffleOptions { get; init; }

    /// <summary>Most options that a question has.</summary>
    [Range(2, 26)] public int MostOptions { get; init; } = 4;

    /// <summary>What is asked.</summary>
    public required TaskPrompts Prompts { get; init; }

    /// <summary>Answered examples before the question; null has none to take.</summary>
    public TaskExamples? Examples { get; init; }

    /// <summary>Where the answer may stand: said (tags, boxes, announcements), any (also one short line).</summary>
    [AllowedValues("said", "any")] public string Reader { get; init; } = "said";

    /// <summary>How completions become numbers: one of <see cref="TaskMetrics.Names"/>.</summary>
    public required string Metric { get; init; }

    /// <summary>What a judge is asked, where one judges.</summary>
    public string? JudgePrompt { get; init; }

    /// <summary>Completions of each problem where nobody says how many.</summary>
    [Range(1, 4096)] public int Samples { get; init; } = 1;

    /// <summary>Scores for comparison.</summary>
    public IReadOnlyList<PublishedScore> Published { get; init; } = [];

    /// <summary>What the reading and the measure were checked against.</summary>
    [MinLength(1)] public required IReadOnlyList<TaskCheck> Checked { get; init; }

    /// <summary>What is not as its authors do it; empty where all is.</summary>
    public string Departures { get; init; } = "";

    /// <summary>How problems name it: its name, or the file of a user's own.</summary>
    public string Key { get; init; } = "";

    /// <inheritdoc/>
    public SettingsMistake? Mistake() => !TaskMetrics.Names.Contains(Metric)
        ? new($"'metric' is '{Metric}', but there is no such measure{NearestName.Hint(Metric, TaskMetrics.Names)}", "metric")
        : UnknownPlace() is { } place ? new($"a prompt has the place {{{place}}}, but 'columns' does not say which column that is.", "prompts") : null;

    string? UnknownPlace() => new[] { Prompts.R1.Ask, Prompts.R1.Before, Prompts.Authors?.Ask, Prompts.Authors?.Before, Examples?.Text, Examples?.AuthorsText }
        .OfType<string>().SelectMany(text => new LineTemplate(text).Places).Select(place => place.TrimEnd('?'))
        .FirstOrDefault(place => !TaskText.BuiltIn.Contains(place) && Columns.Names(place).Count == 0);
}

/// <summary>A dataset as Hugging Face names it.</summary>
public sealed record TaskSource
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
public sealed record TaskColumns
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
public sealed record TaskFilter
{
    /// <summary>The column, by what it is.</summary>
    public required string Column { get; init; }

    /// <summary>The values; a row without such a column is kept.</summary>
    [MinLength(1)] public required IReadOnlyList<string> Values { get; init; }

    /// <summary>Values of rows that are kept where this column corrects their answer.</summary>
    public IReadOnlyList<string> Corrected { get; init; } = [];
}

/// <summary>Problems of certain days.</summary>
public sealed record TaskWindow
{
    /// <summary>The first day, yyyy-mm-dd; null is the beginning.</summary>
    public string? Since { get; init; }

    /// <summary>The last day; null is the end.</summary>
    public string? Until { get; init; }
}

/// <summary>The wordings.</summary>
public sealed record TaskPrompts
{
    /// <summary>As R1 was asked, or as it is recommended to ask it.</summary>
    public required TaskPrompt R1 { get; init; }

    /// <summary>As the benchmark's authors ask; null where that is the same.</summary>
    public TaskPrompt? Authors { get; init; }
}

/// <summary>One wording. {column} places are named by what the columns are; {name?} is left out with its line where a row has no such text.</summary>
public sealed record TaskPrompt
{
    /// <summary>The question.</summary>
    [Short] public required string Ask { get; init; }

    /// <summary>What stands once before examples and question; null is nothing.</summary>
    public string? Before { get; init; }
}

/// <summary>Answered examples.</summary>
public sealed record TaskExamples
{
    /// <summary>Their split.</summary>
    public required string Split { get; init; }

    /// <summary>One example, its answer included.</summary>
    public required string Text { get; init; }

    /// <summary>The same in the authors' wording; null is the same.</summary>
    public string? AuthorsText { get; init; }

    /// <summary>The column, by what it is, in which an example must have the question's value; null takes the first of all.</summary>
    public string? Same { get; init; }

    /// <summary>How many where nobody says it.</summary>
    [Range(0, 64)] public int Count { get; init; }
}

/// <summary>A score that somebody has published.</summary>
public sealed record PublishedScore
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
public enum TaskCheckKind
{
    /// <summary>A formula of the paper, with figures worked out by hand.</summary>
    Formula,

    /// <summary>The published file.</summary>
    RealFile,

    /// <summary>Rows in the published columns with contents made up.</summary>
    Fixture,
}

/// <summary>One check.</summary>
public sealed record TaskCheck
{
    /// <summary>By what.</summary>
    public required TaskCheckKind By { get; init; }

    /// <summary>What exactly; null where there is nothing to add.</summary>
    public string? What { get; init; }
}
