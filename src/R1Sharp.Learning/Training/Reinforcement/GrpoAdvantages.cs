// From scored groups to the advantages of their rollouts, the divergence taken off the rewards where the options say so.

using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Rollouts;

namespace R1Sharp.Learning.Training.Reinforcement;

/// <summary>The step from rewards to advantages.</summary>
static class GrpoAdvantages
{
    /// <summary>Adds their advantages to the completions of all groups, and gives these in order.</summary>
    /// <param name="groups">The scored groups.</param>
    /// <param name="reference">π_ref; needed where the divergence is taken off the rewards.</param>
    /// <param name="options">Baseline, scaling, ε, β and where the divergence goes.</param>
    public static Rollout[] Of(IReadOnlyList<Rollout[]> groups, IReferencePolicy? reference, GrpoOptions options)
    {
        Rollout[] all = [.. groups.SelectMany(group => group)];
        if (options.KlInReward && all.Length > 0)
            AddReference(all, reference!, options.Temperature);
        if (!options.KlInReward || all.Length == 0)
            Plain(groups, options, static r => r.Reward);
        else if (options.KlPenalty == KlPenalty.SequenceReward)
            Plain(groups, options, r => r.Reward - Penalties(r, options.KlWeight).Sum());
        else
            ByToken(groups, all, options);
        if (options.ScaleRewards == AdvantageScaling.Tokens)
            Whiten(all, options.AdvantageEpsilon);
        return all;
    }

    static void Plain(IReadOnlyList<Rollout[]> groups, GrpoOptions options, Func<Rollout, double> reward)
    {
        double[][] rewards = [.. groups.Select(group => group.Select(reward).ToArray())];
        var advantages = Advantages.Compute(rewards, options.ScaleRewards, options.Baseline, options.AdvantageEpsilon, options.SampleDeviation == true);
        for (int p = 0; p < groups.Count; p++)
            for (int i = 0; i < groups[p].Length; i++)
                groups[p][i].Advantage = advantages[p][i];
    }

    static void ByToken(IReadOnlyList<Rollout[]> groups, Rollout[] all, GrpoOptions options)
    {
        Plain(groups, options with { ScaleRewards = AdvantageScaling.None }, static r => r.Reward);
        double[][] advantages = [.. all.Select(r => TokenAdvantages.ToGo(r.Advantage, Penalties(r, options.KlWeight)))];
        if (options.ScaleRewards == AdvantageScaling.Batch)
            advantages = TokenAdvantages.Normalize(advantages, options.AdvantageEpsilon);
        Replace(all, advantages);
    }

    static void Whiten(Rollout[] all, double epsilon) => Replace(all, TokenAdvantages.Normalize(
        [.. all.Select(r => r.TokenAdvantages ?? [.. Enumerable.Repeat(r.Advantage, r.Completion.SampledCount)])], epsilon));

    static void Replace(Rollout[] all, double[][] advantages)
    {
        foreach (var (rollout, ofTokens) in all.Zip(advantages))
            (rollout.TokenAdvantages, rollout.Advantage) = (ofTokens, ofTokens.DefaultIfEmpty().Average());
    }

    // β k1 of each token under the weights that sampled it.
    static double[] Penalties(Rollout rollout, double weight) =>
        [.. rollout.OldLogProbs.Zip(rollout.ReferenceLogProbs!, (logProb, reference) => weight * KlToReference.K1(logProb, reference))];

    static void AddReference(Rollout[] all, IReferencePolicy reference, double temperature)
    {
        Rollout[] learnable = [.. all.Where(r => r.Completion.SampledCount > 0)];
        float[][] logProbs = reference.LogProbs([.. learnable.Select(r => r.Sequence)], temperature);
        foreach (var rollout in all)
            rollout.ReferenceLogProbs = [];
        foreach (var (rollout, ofTokens) in learnable.Zip(logProbs))
            rollout.ReferenceLogProbs = ofTokens;
    }
}
