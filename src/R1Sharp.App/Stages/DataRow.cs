// A line of data.jsonl: an example that a stage made, with where it comes from.

using System.Text.Json.Nodes;
using R1Sharp.App.Data.Rows;
using R1Sharp.App.Data.Shapes;
using R1Sharp.Learning.Rewards;

namespace R1Sharp.App.Stages;

/// <summary>Writes examples as JSON.</summary>
static class DataRow
{
    /// <summary>A question alone.</summary>
    /// <param name="problem">The problem.</param>
    /// <param name="source">Where it comes from.</param>
    public static JsonObject Of(Problem problem, string source)
    {
        var row = Of(problem, "", source, "");
        row.Remove("completion");
        row.Remove("why");
        return row;
    }

    /// <summary>The problem of a row.</summary>
    /// <exception cref="Learning.UserErrorException">The row is none of a stage.</exception>
    public static Problem ProblemOf(JsonLine row)
    {
        string Text(string name) => row.Needed(name).GetString() ?? throw row.Error($"'{name}' is no text.");
        return ProblemPrompt.Read(new Problem
        {
            Id = Text("problem"),
            Question = Text("question"),
            Answer = Text("gold"),
            Family = Text("family"),
            Level = row.Whole(row.Needed("level"), "level"),
            Language = Text("language"),
            Columns = row.Column("columns") is { } columns ? columns.EnumerateObject().ToDictionary(c => c.Name, c => c.Value.GetString() ?? "") : [],
        }, row);
    }

    /// <summary>A question with the completion that is to be learned.</summary>
    /// <param name="problem">The problem.</param>
    /// <param name="completion">The completion, without the end-of-text token.</param>
    /// <param name="source">Where it comes from.</param>
    /// <param name="why">Why it is good.</param>
    public static JsonObject Of(Problem problem, string completion, string source, string why)
    {
        var row = new JsonObject
        {
            ["question"] = problem.Question,
            ["completion"] = completion,
            ["family"] = problem.Family,
            ["level"] = problem.Level,
            ["language"] = problem.Language,
            ["problem"] = problem.Id,
            ["gold"] = problem.Answer,
            ["source"] = source,
            ["why"] = why,
        };
        ProblemPrompt.Write(problem, row);
        if (problem.Columns.Count > 0)
            row["columns"] = new JsonObject(problem.Columns.Select(c => KeyValuePair.Create(c.Key, (JsonNode?)c.Value)));
        return row;
    }
}
