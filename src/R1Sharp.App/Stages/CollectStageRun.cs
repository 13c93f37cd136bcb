// Rejection sampling as a stage of a run: what is kept goes into data.jsonl, each example with where it comes from.

using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using R1Sharp.Learning.Training;

namespace R1Sharp.App.Stages;

/// <summary>A stage that collects examples.</summary>
/// <param name="sampler">Makes the steps.</param>
/// <param name="source">The stage's name and the model's, written beside each example.</param>
public sealed class CollectStageRun(RejectionSampler sampler, string source) : IStageRun
{
    const string StateFile = "counts.json";
    readonly SortedDictionary<string, int> _counts = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public int StepCount => sampler.StepCount;

    /// <summary>How many completions were sampled and kept, and how many each filter dropped.</summary>
    public JsonObject Counts() => (JsonObject)JsonSerializer.SerializeToNode(_counts)!;

    /// <inheritdoc/>
    public StageStep Step(int stepIndex)
    {
        var step = sampler.Step(stepIndex);
        Count("sampled", step.Rollouts.Count);
        Count("kept", step.Kept.Count);
        foreach (var (filter, count) in step.Dropped)
            Count("dropped_" + filter, count);
        var numbers = new JsonObject { ["sampled"] = step.Rollouts.Count, ["kept"] = step.Kept.Count, ["dropped"] = JsonSerializer.SerializeToNode(step.Dropped) };
        return new StageStep(numbers, step.Rollouts.Sum(r => (long)r.Completion.Tokens.Length), [("kept", $"{_counts["kept"].ToString(CultureInfo.InvariantCulture)} of {_counts["sampled"].ToString(CultureInfo.InvariantCulture)}")])
        {
            Rollouts = step.Rollouts,
            Examples = [.. step.Kept.Select(Example)],
        };
    }

    /// <inheritdoc/>
    public void SaveState(string directory) => File.WriteAllText(Path.Combine(directory, StateFile), JsonSerializer.Serialize(_counts));

    /// <inheritdoc/>
    public void LoadState(string directory)
    {
        _counts.Clear();
        foreach (var (name, count) in JsonSerializer.Deserialize<Dictionary<string, int>>(File.ReadAllText(Path.Combine(directory, StateFile)))!)
            _counts[name] = count;
    }

    void Count(string what, int more) => _counts[what] = _counts.GetValueOrDefault(what) + more;

    JsonObject Example(Rollout rollout) => new()
    {
        ["question"] = rollout.Problem.Question,
        ["completion"] = rollout.Text,
        ["family"] = rollout.Problem.Family,
        ["level"] = rollout.Problem.Level,
        ["language"] = rollout.Problem.Language,
        ["problem"] = rollout.Problem.Id,
        ["sample"] = rollout.SampleIndex,
        ["tokens"] = rollout.Completion.Tokens.Length,
        ["source"] = source,
        ["why"] = "passed every filter: right, well formed, one language, ended by itself",
    };
}
