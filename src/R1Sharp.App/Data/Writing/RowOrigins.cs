// Where rows come from, counted: which model wrote them, and what judged them.

using System.Text.Json;
using R1Sharp.App.Data.Rows;

namespace R1Sharp.App.Data.Writing;

/// <summary>Counts origins while rows pass.</summary>
sealed class RowOrigins
{
    /// <summary>The column of the model.</summary>
    public const string Model = "model";

    /// <summary>The column of the grader.</summary>
    public const string Grader = "grader";

    const string NotSaid = "not said";

    // Stages of runs say "source" and "why"; published datasets have a generator.
    static readonly string[] s_models = [Model, "source", "generator", "output_generator"], s_graders = [Grader, "why", "correctness_by", "verifier"];

    readonly Dictionary<(string Model, string Grader), long> _counts = [];

    /// <summary>Rows of each origin, most first.</summary>
    public IEnumerable<(string Model, string Grader, long Rows)> Counts =>
        _counts.Select(c => (c.Key.Model, c.Key.Grader, c.Value)).OrderByDescending(c => c.Value).ThenBy(c => c.Model, StringComparer.Ordinal);

    /// <summary>Counts a row and hands it on.</summary>
    public JsonLine Counted(JsonLine row)
    {
        var origin = (Text(row, s_models), Text(row, s_graders));
        _counts[origin] = _counts.GetValueOrDefault(origin) + 1;
        return row;
    }

    static string Text(JsonLine row, string[] columns) =>
        columns.Select(row.Column).FirstOrDefault(v => v is { ValueKind: JsonValueKind.String })?.GetString() is { Length: > 0 and <= 200 } text ? text
            : NotSaid;
}
