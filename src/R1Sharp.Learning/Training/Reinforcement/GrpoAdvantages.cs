// From scored groups to rollouts with advantages, the divergence taken off the rewards where the options say so.

using R1Sharp.Learning.Policies;

namespace R1Sharp.Learning.Training.Reinforcement;

/// <summary>The step from rewards to advantages.</summary>
static class GrpoAdvantages
{
    /// <summary>The completions of all groups in order, with their advantages.</summary>
    /// <param name="groups">The scored groups.</param>
    /// <param name="reference">π_ref; needed where the divergence is taken off the rewards.</param>
    /// <param name="options">Baseline, scaling, ε, β and where the divergence goes.</param>
    public static Rollout[] Of(IReadOnlyList<Rollout[]> groups, IReferencePolicy? reference, GrpoOptions options)
    {
        if (!options.KlInReward || groups.Count == 0)
            return Plain(groups, options, static r => r.Reward);
        var measured = WithReference(groups, reference!, options.Temperature);
        return options.KlPenalty == KlPenalty.SequenceReward
            ? Plain(measured, options, r => r.Reward - Penalties(r, options.KlWeight).Sum())
            : ByToken(measured, options);
    }

    static Rollout[] Plain(IReadOnlyList<Rollout[]> groups, GrpoOptions options, Func<Rollout, double> reward)
    {
        double[][] rewards = [.. groups.Select(group => group.Select(reward).ToArray())];
        var advantages = Advantages.Compute(rewards, options.ScaleRewards, options.Baseline, options.AdvantageEpsilon);
        return [.. groups.SelectMany((group, p) => group.Select((rollout, i) => rollout with { Advantage = advantages[p][i] }))];
    }

    static Rollout[] ByToken(IReadOnlyList<Rollout[]> groups, GrpoOptions options)
    {
        var centred = Plain(groups, options with { ScaleRewards = AdvantageScaling.None }, static r => r.Reward);
        double[][] advantages = [.. centred.Select(r => TokenAdvantages.ToGo(r.Advantage, Penalties(r, options.KlWeight)))];
        if (options.ScaleRewards == AdvantageScaling.Batch)
            advantages = TokenAdvantages.Normalize(advantages, options.AdvantageEpsilon);
        return [.. centred.Zip(advantages, (r, a) => r with { TokenAdvantages = a, Advantage = a.DefaultIfEmpty().Average() })];
    }

    // β k1 of each token under the weights that sampled it.
    static double[] Penalties(Rollout rollout, double weight) =>
        [.. rollout.OldLogProbs.Zip(rollout.ReferenceLogProbs!, (logProb, reference) => weight * KlToReference.K1(logProb, reference))];

    static Rollout[][] WithReference(IReadOnlyList<Rollout[]> groups, IReferencePolicy reference, double temperature)
    {
        Rollout[] learnable = [.. groups.SelectMany(g => g).Where(r => r.Completion.SampledCount > 0)];
        var logProbs = new Queue<float[]>(reference.LogProbs([.. learnable.Select(r => r.Sequence)], temperature));
        return [.. groups.Select(group => group.Select(r => r with { ReferenceLogProbs = r.Completion.SampledCount > 0 ? logProbs.Dequeue() : [] }).ToArray())];
    }
}
