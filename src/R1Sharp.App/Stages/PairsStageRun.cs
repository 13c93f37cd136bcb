// The making of pairs as a stage of a run: they go into data.jsonl, where 'completion' is the preferred text.

using System.Text.Json;
using System.Text.Json.Nodes;
using R1Sharp.Learning.Training;

namespace R1Sharp.App.Stages;

/// <summary>A stage that makes pairs of completions.</summary>
/// <param name="sampler">Makes the steps.</param>
/// <param name="model">The name of the model that is sampled, written beside each pair.</param>
/// <param name="chosen">What is preferred, written beside each pair.</param>
public sealed class PairsStageRun(ShorterSampler sampler, string model, ShorterChoice chosen) : IStageRun
{
    const string Problems = "problems", Pairs = "pairs";
    readonly StageCounts _counts = new();

    /// <inheritdoc/>
    public int StepCount => sampler.StepCount;

    /// <inheritdoc/>
    public JsonObject Counts() => _counts.Json();

    /// <inheritdoc/>
    public StageStep Step(int stepIndex)
    {
        var step = sampler.Step(stepIndex);
        int problems = step.Pairs.Count + step.Dropped.Values.Sum();
        _counts.Add(Problems, problems);
        _counts.Add(Pairs, step.Pairs.Count);
        _counts.Add("pairs_against_wrong", step.Pairs.Count(p => p.IsAgainstWrong));
        _counts.AddDropped(step.Dropped);
        long tokens = step.Rollouts.Sum(r => (long)r.Completion.Tokens.Length);
        var numbers = new JsonObject
        {
            ["problems"] = problems,
            ["pairs"] = step.Pairs.Count,
            ["dropped"] = JsonSerializer.SerializeToNode(step.Dropped),
            ["chosen_tokens"] = Mean(step.Pairs, p => p.ChosenTokens),
            ["rejected_tokens"] = Mean(step.Pairs, p => p.Rejected.Completion.Tokens.Length),
            ["sampled_tokens"] = tokens,
        };
        return new StageStep(numbers, tokens, [(Pairs, $"{_counts.Text(Pairs)} of {_counts.Text(Problems)}")])
        {
            Rollouts = step.Rollouts,
            Examples = [.. step.Pairs.Select(Row)],
        };
    }

    /// <inheritdoc/>
    public void Finish()
    {
        if (_counts[Pairs] > 0)
            return;
        var (reason, count) = _counts.MostDropped();
        throw new WatchdogException("no-pairs", $"none of {_counts.Text(Problems)} problems made a pair, {count} of them because of '{reason}'",
            "sample more of each problem, at a higher temperature, or from a model that has learned more", this);
    }

    /// <inheritdoc/>
    public void SaveState(string directory) => _counts.Save(directory);

    /// <inheritdoc/>
    public void LoadState(string directory) => _counts.Load(directory);

    JsonObject Row(ShorterPair pair)
    {
        var row = DataRow.Of(pair.Rejected.Problem, pair.Chosen, $"sampled from {model}", pair.IsAgainstWrong ? "right, against a short wrong one" : $"{Choice} right one, against the longest");
        row["rejected"] = pair.Rejected.Text;
        row["sample"] = pair.Source.SampleIndex;
        row["rejected_sample"] = pair.Rejected.SampleIndex;
        row["tokens"] = pair.ChosenTokens;
        row["rejected_tokens"] = pair.Rejected.Completion.Tokens.Length;
        return row;
    }

    string Choice => JsonNamingPolicy.SnakeCaseLower.ConvertName(chosen.ToString());

    static double? Mean(IReadOnlyList<ShorterPair> pairs, Func<ShorterPair, int> tokens) => pairs.Count == 0 ? null : Math.Round(pairs.Average(tokens), 2);
}
