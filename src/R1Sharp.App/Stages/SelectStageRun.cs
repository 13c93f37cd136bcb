// Selection as a stage of a run: what is selected goes into data.jsonl, what became of every example into manifest.jsonl.

using System.Globalization;
using System.Text.Json.Nodes;
using R1Sharp.App.Data;
using R1Sharp.App.Runs;
using R1Sharp.Learning.Training.Selection;

namespace R1Sharp.App.Stages;

/// <summary>A stage that selects examples, in one step.</summary>
/// <param name="rows">Gives the examples with what is known of them.</param>
/// <param name="method">How they are selected.</param>
/// <param name="options">The settings.</param>
/// <param name="seed">The run's seed.</param>
/// <param name="folder">The stage's folder.</param>
public sealed class SelectStageRun(Func<List<SelectionRow>> rows, SelectionMethod method, SelectionOptions options, ulong seed, StageFolder folder) : IStageRun
{
    JsonObject? _counts;

    /// <inheritdoc/>
    public int StepCount => 1;

    /// <summary>How many examples were left after each filter; null before the step.</summary>
    public JsonObject? Counts() => _counts?.DeepClone().AsObject();

    /// <inheritdoc/>
    public StageStep Step(int stepIndex)
    {
        var all = rows();
        var result = ExampleSelection.Select([.. all.Select(row => row.Candidate)], method, options, seed);
        WriteManifest(folder.Manifest, all, result);
        _counts = new JsonObject(result.Left.Select(left => KeyValuePair.Create(left.Filter, (JsonNode?)left.Count)));
        string number(int count) => count.ToString(CultureInfo.InvariantCulture);
        return new StageStep(Counts()!, 0, [("selected", $"{number(result.Selected.Count)} of {number(all.Count)}")])
        {
            Examples = [.. result.Selected.Select(i => all[i].Selected(method, result.Verdicts[i]))],
        };
    }

    /// <summary>Writes what became of every example, a line each.</summary>
    /// <exception cref="Learning.UserErrorException">The disk refuses.</exception>
    public static void WriteManifest(string path, List<SelectionRow> all, SelectionResult result) =>
        RunStorage.WriteText(path, string.Concat(all.Zip(result.Verdicts).Select(pair => pair.First.Manifest(pair.Second).ToJsonString(RunJson.Line) + "\n")));
}
