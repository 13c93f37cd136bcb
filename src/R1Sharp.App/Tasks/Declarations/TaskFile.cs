// A benchmark as one file says it: where its rows are, what is asked, how the answer is judged, and what R1 has. docs/benchmarks.md is made of these.

using System.ComponentModel.DataAnnotations;
using R1Sharp.App.Data.Rows;
using R1Sharp.Learning;
using R1Sharp.Learning.Settings;

namespace R1Sharp.App.Tasks.Declarations;

/// <summary>A benchmark.</summary>
sealed record TaskFile : IChecked
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

    /// <summary>Which rows count: those that every one of these keeps.</summary>
    public IReadOnlyList<TaskFilter> Keep { get; init; } = [];

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

    /// <summary>How completions become numbers: one of <see cref="MetricNames.All"/>.</summary>
    public required string Metric { get; init; }

    /// <summary>What a judge is asked, where one judges: with {question}, {gold} and {answer}, or {question}, {first} and {second}.</summary>
    public string? JudgePrompt { get; init; }

    /// <summary>How answers are compared, where two are.</summary>
    public TaskPairs? Pairs { get; init; }

    /// <summary>Seconds of processor time of each run of a program.</summary>
    [Range(1, 3600)] public int CpuSeconds { get; init; } = 5;

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
    public SettingsMistake? Mistake() => !MetricNames.All.Contains(Metric)
        ? new($"'metric' is '{Metric}', but there is no such measure{NearestName.Hint(Metric, MetricNames.All)}", "metric")
        : MetricNames.IsJudged(Metric) && JudgePrompt is null ? new($"the measure '{Metric}' needs 'judge_prompt', what a judge is asked.")
        : UnknownPlace() is { } place ? new($"a prompt has the place {{{place}}}, but 'columns' does not say which column that is.", "prompts") : null;

    string? UnknownPlace() => new[] { Prompts.R1, Prompts.Authors }.OfType<TaskPrompt>()
        .SelectMany(p => new[] { p.Ask, p.Before, p.Lacking?.Ask }).Concat([Examples?.Text, Examples?.AuthorsText]).OfType<string>()
        .SelectMany(text => new LineTemplate(text).Places).Select(place => place.TrimEnd('?', '_'))
        .FirstOrDefault(place => !TaskText.BuiltIn.Contains(place) && Columns.Names(place).Count == 0);
}
