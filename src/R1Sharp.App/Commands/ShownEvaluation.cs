// An evaluation as `evaluate` prints it: a table with sentences below it, or JSON.

using System.Text.Json.Nodes;
using R1Sharp.App.Stages;
using R1Sharp.App.Tasks;
using R1Sharp.Learning.Training.Evaluation;

namespace R1Sharp.App.Commands;

/// <summary>What is shown of an evaluation; what was not asked for is null.</summary>
sealed record ShownEvaluation(EvaluationResult Result)
{
    public EvaluationComparison? Comparison { get; init; }

    public IReadOnlyList<TaskFigures> Tasks { get; init; } = [];

    public GPassFigures? GPass { get; init; }

    public CleanEvaluation? Clean { get; init; }

    public JsonObject Json()
    {
        var json = EvaluationJson.Numbers(Result);
        GPass?.AddTo(json["families"]!.AsObject());
        if (Tasks.Count > 0)
            json["tasks"] = new JsonObject(Tasks.Select(task => KeyValuePair.Create(task.Task.Name, (JsonNode?)task.Json())));
        if (Comparison is not null)
            json["comparison"] = Comparison.Json();
        if (Clean is not null)
            json["clean"] = Clean.Json();
        return json;
    }

    // The table goes to the terminal by itself.
    public string Text()
    {
        EvaluationTable.Write(Result, Clean?.Rest);
        string?[] texts = [.. Tasks.Select(task => task.Text()), GPass?.Text(), Clean?.Text(), Comparison?.Text()];
        return string.Join('\n', texts.Where(text => text is not null));
    }
}
