// A stage of rejection sampling while it runs: its steps, what it counts, and the rows of what is kept.

using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using R1Sharp.Learning.Miniature.General;
using R1Sharp.Learning.Training.Selection;
using R1Sharp.Learning.Training.Watchdogs;

namespace R1Sharp.App.Stages;

/// <summary>A stage that collects examples.</summary>
/// <param name="sampler">Makes the steps.</param>
/// <param name="model">The name of the model that is sampled, written beside each example.</param>
/// <param name="wanted">How many general examples are added to so many collected ones, with the last step.</param>
/// <param name="general">So many general examples.</param>
sealed class CollectStageRun(RejectionSampler sampler, string model, Func<int, int> wanted, Func<int, IReadOnlyList<GeneralExample>> general) : IStageRun
{
    const string Kept = "kept", Sampled = "sampled";
    readonly StageCounts _counts = new();

    /// <summary>What ends with the stage: the model that rewrites; null where none does.</summary>
    public IDisposable? Rewriter { get; init; }

    /// <summary>By what a model is to be asked to rewrite, where the stage leaves that; null leaves completions.</summary>
    public string? LeaveRewriting { get; init; }

    /// <inheritdoc/>
    public int StepCount => sampler.StepCount;

    /// <summary>How many completions were sampled and kept, how many each filter dropped, and how many general examples were added.</summary>
    public JsonObject Counts() => _counts.Json();

    /// <inheritdoc/>
    public StageStep Step(int stepIndex)
    {
        var step = sampler.Step(stepIndex);
        _counts.Add(Sampled, step.Rollouts.Count);
        _counts.Add(Kept, step.Kept.Count);
        _counts.AddDropped(step.Dropped);
        var rates = step.Rollouts.GroupBy(r => r.GroupIndex).ToDictionary(g => g.Key, g => g.Average(r => r.Accuracy >= 1 ? 1.0 : 0));
        long tokens = step.Rollouts.Sum(r => (long)r.Completion.Tokens.Length);
        var numbers = new JsonObject
        {
            ["sampled"] = step.Rollouts.Count,
            ["kept"] = step.Kept.Count,
            ["dropped"] = JsonSerializer.SerializeToNode(step.Dropped),
            ["sampled_tokens"] = tokens,
        };
        return new StageStep(numbers, tokens, [(Kept, $"{_counts.Text(Kept)} of {_counts.Text(Sampled)}")])
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
        var (filter, count) = _counts.MostDropped();
        throw new WatchdogException("nothing-kept",
            $"none of {_counts.Text(Sampled)} completions passed the filters; '{filter}' dropped {count.ToString(CultureInfo.InvariantCulture)} of them",
            "sample a model that has learned more, sample more of each problem, or loosen that filter", this);
    }

    /// <inheritdoc/>
    public void SaveState(string directory) => _counts.Save(directory);

    /// <inheritdoc/>
    public void LoadState(string directory) => _counts.Load(directory);

    /// <inheritdoc/>
    public void Dispose() => Rewriter?.Dispose();

    // Of the general tasks' examples those that their rubrics call good, until they are enough.
    IEnumerable<JsonObject> General()
    {
        int count = wanted(_counts[Kept]);
        if (count == 0)
            return [];
        var drawn = general(2 * count);
        var good = drawn.Select((example, i) => (Example: example, Place: i)).Where(e => e.Example.Truth == 1).Take(count).ToList();
        _counts.Add("general_drawn", good.Count < count ? drawn.Count : good[^1].Place + 1);
        _counts.Add("general_kept", good.Count);
        return good.Select(
            e => DataRow.Of(e.Example.Problem, e.Example.Completion, "the miniature world's general tasks", "meets every condition of its rubric"));
    }

    JsonObject Example(CollectedCompletion kept, double passRate)
    {
        // A text by which a model is asked to rewrite is a question of its own.
        var problem = LeaveRewriting is null ? kept.Rollout.Problem : kept.Rollout.Problem with { Before = [], Tools = null };
        var row = DataRow.Of(problem, kept.Text, $"sampled from {model}", kept.Text == kept.Rollout.Text ? "passed every filter"
            : "passed every filter, and was rewritten");
        if (LeaveRewriting is not null)
            row["question"] = RewriteAsk.Fill(LeaveRewriting, new(kept.Rollout.Problem, kept.Rollout.Text));
        row["sample"] = kept.Rollout.SampleIndex;
        row["tokens"] = kept.Rollout.Completion.Tokens.Length;
        row["pass_rate"] = passRate;
        return row;
    }
}
