// Old log-probabilities where the sampler's are not the trainer's: computed once, before any update changes the weights.

using R1Sharp.Learning.Policies;

namespace R1Sharp.Learning.Rollouts;

/// <summary>Asks a policy for the log-probabilities of what it has sampled.</summary>
static class TrainerLogProbs
{
    /// <summary>Adds the trainer's log-probabilities to completions; nothing where the sampler's have the same bits.</summary>
    /// <param name="policy">What sampled them, not updated since.</param>
    /// <param name="groups">The completions.</param>
    /// <param name="temperature">That of the sampling and of the loss.</param>
    /// <param name="isFromOutside">Whether another sampled them.</param>
    public static void Add(IPolicy policy, Rollout[][] groups, double temperature, bool isFromOutside = false)
    {
        if (policy.SamplesAreExact && !isFromOutside)
            return;
        Rollout[] chosen = [.. groups.SelectMany(g => g).Where(r => r.Completion.SampledCount > 0)];
        var logProbs = policy.LogProbs([.. chosen.Select(r => r.Sequence)], temperature);
        for (int i = 0; i < chosen.Length; i++)
            chosen[i].TrainerLogProbs = logProbs[i];
    }
}
