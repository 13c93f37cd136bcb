// Old log-probabilities where the sampler's are not the trainer's: computed once, before any update changes the weights.

using R1Sharp.Learning.Policies;

namespace R1Sharp.Learning.Training;

/// <summary>Asks a policy for the log-probabilities of what it has sampled.</summary>
static class TrainerLogProbs
{
    /// <summary>The completions with the trainer's log-probabilities; as they are where the sampler's have the same bits.</summary>
    /// <param name="policy">What sampled them, not updated since.</param>
    /// <param name="groups">The completions.</param>
    /// <param name="temperature">That of the sampling and of the loss.</param>
    public static Rollout[][] Added(IPolicy policy, Rollout[][] groups, double temperature)
    {
        if (policy.SamplesAreExact)
            return groups;
        Rollout[] chosen = [.. groups.SelectMany(g => g).Where(r => r.Completion.SampledCount > 0)];
        var logProbs = new Queue<float[]>(policy.LogProbs([.. chosen.Select(r => r.Sequence)], temperature));
        return [.. groups.Select(group => group.Select(r => r.Completion.SampledCount > 0 ? r with { TrainerLogProbs = logProbs.Dequeue() } : r).ToArray())];
    }
}
