// The prompt of a row: a wording with its places filled, and answered examples before it.

using System.Text.RegularExpressions;
using R1Sharp.App.Data.Rows;

namespace R1Sharp.App.Tasks.Declarations;

/// <summary>Fills the wordings of benchmarks.</summary>
static partial class TaskText
{
    const string Letters = "letters", Gold = "gold";

    // What stands around the letter of an option in each form of their list.
    static readonly Dictionary<string, (string Before, string After)> s_lists = new()
    {
        ["options"] = ("", "."),
        ["options)"] = ("", ")"),
        ["(options)"] = ("(", ")"),
        ["- (options)"] = ("- (", ")"),
    };

    /// <summary>Places that are no columns: the options as "A. …", "A) …", "(A) …" and "- (A) …", their letters, and the gold answer.</summary>
    public static IReadOnlyList<string> BuiltIn { get; } = [.. s_lists.Keys, Letters, Gold];

    /// <summary>A text for a row.</summary>
    /// <param name="template">With {places}; {place?} may be missing, {place_} has blanks for its underscores.</param>
    /// <param name="row">The row.</param>
    /// <param name="gold">Its gold answer; null where it must not be shown.</param>
    /// <param name="without">What a column's text may begin with that is not shown; null shows all.</param>
    /// <exception cref="Learning.UserErrorException">The row lacks what a place names.</exception>
    public static string Fill(string template, TaskRow row, string? gold = null, string? without = null) =>
        new LineTemplate(WithoutMissing(template, row)).Fill(place => place switch
        {
            _ when s_lists.TryGetValue(place, out var marks) => Needed(row).Lines(marks.Before, marks.After),
            Letters => Needed(row).Letters,
            Gold => gold ?? throw row.Line.Error("a question does not show its gold answer."),
            _ when place.EndsWith('_') => row.NeededText(place[..^1]).Replace('_', ' '),
            _ => Shown(place.EndsWith('?') ? row.Text(place[..^1]) ?? "" : row.NeededText(place), without),
        });

    static string Shown(string text, string? without) =>
        without is not null && text.StartsWith(without, StringComparison.Ordinal) ? text[without.Length..] : text;

    /// <summary>A question with what stands before it.</summary>
    /// <param name="prompt">The wording.</param>
    /// <param name="row">The row.</param>
    /// <param name="examples">Answered examples; may be none.</param>
    public static string Asked(TaskPrompt prompt, TaskRow row, IReadOnlyList<string> examples)
    {
        string[] before = prompt.Before is { } text ? [Fill(text, row)] : [];
        string ask = prompt.Lacking is { } lacking && string.IsNullOrWhiteSpace(row.Text(lacking.Column)) ? lacking.Ask : prompt.Ask;
        return string.Join("\n\n", [.. before, .. examples, Fill(ask, row)]);
    }

    // A line whose only place is {name?} goes where there is no such text.
    static string WithoutMissing(string template, TaskRow row) =>
        Optional().Replace(template, match => string.IsNullOrWhiteSpace(row.Text(match.Groups[1].Value)) ? "" : match.Value);

    static TaskOptions Needed(TaskRow row) => row.Options ?? throw row.Line.Error(
        $"{row.Task.Title} has options, but the row has none that are understood; it has {string.Join(", ", row.Line.Columns)}.");

    [GeneratedRegex(@"^[^{}\n]*\{([^{}]+)\?\}[^{}\n]*\n", RegexOptions.Multiline)] private static partial Regex Optional();
}
