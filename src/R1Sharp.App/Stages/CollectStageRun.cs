// Rejection sampling as a stage of a run: what is kept goes into data.jsonl, each example with where it comes from.

using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using R1Sharp.Learning.Miniature.General;
using R1Sharp.Learning.Rewards;
using R1Sharp.Learning.Training;

namespace R1Sharp.App.Stages;

/// <summary>A stage that collects examples.</summary>
/// <param name="sampler">Makes the steps.</param>
/// <param name="model">The name of the model that is sampled, written beside each example.</param>
/// <param name="generalShare">Share of general examples among all; they are added with the last step.</param>
/// <param name="general">So many general examples.</param>
public sealed class CollectStageRun(RejectionSampler sampler, string model, double generalShare, Func<int, IReadOnlyList<GeneralExample>> general) : IStageRun
{
    const string StateFile = "counts.json", Kept = "kept", Sampled = "sampled", Dropped = "dropped_";
    readonly SortedDictionary<string, int> _counts = new(StringComparer.Ordinal) { [Sampled] = 0, [Kept] = 0 };

    /// <inheritdoc/>
    public int StepCount => sampler.StepCount;

    /// <summary>How many completions were sampled and kept, how many each filter dropped, and how many general examples were added.</summary>
    public JsonObject Counts() => (JsonObject)JsonSerializer.SerializeToNode(_counts)!;

    /// <inheritdoc/>
    public StageStep Step(int stepIndex)
    {
        var step = sampler.Step(stepIndex);
        Count(Sampled, step.Rollouts.Count);
        Count(Kept, step.Kept.Count);
        foreach (var (filter, count) in step.Dropped)
            Count(Dropped + filter, count);
        var rates = step.Rollouts.GroupBy(r => r.GroupIndex).ToDictionary(g => g.Key, g => g.Average(r => r.Accuracy >= 1 ? 1.0 : 0));
        var numbers = new JsonObject { ["sampled"] = step.Rollouts.Count, ["kept"] = step.Kept.Count, ["dropped"] = JsonSerializer.SerializeToNode(step.Dropped) };
        return new StageStep(numbers, step.Rollouts.Sum(r => (long)r.Completion.Tokens.Length), [(Kept, $"{Text(Kept)} of {Text(Sampled)}")])
        {
            Rollouts = step.Rollouts,
            Examples = [.. step.Kept.Select(kept => Example(kept, rates[kept.Rollout.GroupIndex])), .. stepIndex + 1 == StepCount ? General() : []],
        };
    }

    /// <inheritdoc/>
    public void Finish()
    {
        if (_counts[Kept] > 0)
            return;
        var (filter, count) = _counts.Where(c => c.Key.StartsWith(Dropped, StringComparison.Ordinal)).Select(c => (c.Key[Dropped.Length..], c.Value)).MaxBy(c => c.Value);
        throw new WatchdogException("nothing-kept", $"none of {Text(Sampled)} completions passed the filters; '{filter}' dropped {count.ToString(CultureInfo.InvariantCulture)} of them",
            "sample a model that has learned more, sample more of each problem, or loosen that filter", this);
    }

    /// <inheritdoc/>
    public void SaveState(string directory) => File.WriteAllText(Path.Combine(directory, StateFile), JsonSerializer.Serialize(_counts));

    /// <inheritdoc/>
    public void LoadState(string directory)
    {
        foreach (var (name, count) in JsonSerializer.Deserialize<Dictionary<string, int>>(File.ReadAllText(Path.Combine(directory, StateFile)))!)
            _counts[name] = count;
    }

    // Of the general tasks' examples those that their rubrics call good, until they make up their share.
    IEnumerable<JsonObject> General()
    {
        int wanted = (int)Math.Round(_counts[Kept] * generalShare / (1 - generalShare));
        if (wanted == 0)
            return [];
        var drawn = general(2 * wanted);
        var good = drawn.Select((example, i) => (Example: example, Place: i)).Where(e => e.Example.Truth == 1).Take(wanted).ToList();
        Count("general_drawn", good.Count < wanted ? drawn.Count : good[^1].Place + 1);
        Count("general_kept", good.Count);
        return good.Select(e => Row(e.Example.Problem, e.Example.Completion, "the miniature world's general tasks", "meets every condition of its rubric"));
    }

    JsonObject Example(CollectedCompletion kept, double passRate)
    {
        var row = Row(kept.Rollout.Problem, kept.Text, $"sampled from {model}", kept.Text == kept.Rollout.Text ? "passed every filter" : "passed every filter, and was rewritten");
        row["sample"] = kept.Rollout.SampleIndex;
        row["tokens"] = kept.Rollout.Completion.Tokens.Length;
        row["pass_rate"] = passRate;
        return row;
    }

    static JsonObject Row(Problem problem, string completion, string source, string why)
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
        if (problem.Columns.Count > 0)
            row["columns"] = new JsonObject(problem.Columns.Select(c => KeyValuePair.Create(c.Key, (JsonNode?)c.Value)));
        return row;
    }

    void Count(string what, int more) => _counts[what] = _counts.GetValueOrDefault(what) + more;

    string Text(string what) => _counts[what].ToString(CultureInfo.InvariantCulture);
}
