// One update of a policy from a minibatch of rollouts that have advantages: what GRPO and PPO have in common.

using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Rollouts;
using R1Sharp.Numerics;

namespace R1Sharp.Learning.Training.Reinforcement;

/// <summary>Cuts a step's rollouts into minibatches and makes updates from them.</summary>
/// <param name="policy">The network being trained.</param>
/// <param name="reference">What the divergence is measured against.</param>
/// <param name="options">Minibatches, masks, loss, temperature.</param>
/// <param name="seed">The run's seed.</param>
sealed class PolicyUpdater(IPolicy policy, ReferenceKeeper reference, GrpoOptions options, ulong seed)
{
    /// <summary>Whether a completion is learned from at all.</summary>
    public bool TakesPart(Rollout rollout) => rollout.Completion.SampledCount > 0 && !rollout.IsMasked
        && !(options.MaskTruncated && rollout.Completion.Finish == FinishReason.Length)
        && !(options.DropZeroVarianceGroups && rollout.IsZeroVariance);

    /// <summary>Who takes part, in a random order, cut into parts of equal size (by one): each completion is learned from once an iteration.</summary>
    public IEnumerable<Rollout[]> Minibatches(int stepIndex, int iteration, IReadOnlyList<Rollout> rollouts)
    {
        Rollout[] part = [.. rollouts.Where(TakesPart)];
        new RandomStream(seed, RandomPurpose.Shuffle, stepIndex, iteration).Shuffle(part.AsSpan());
        int count = Math.Min(options.MinibatchesPerStep, part.Length);
        for (int m = 0; m < count; m++)
            yield return part[(int)((long)part.Length * m / count)..(int)((long)part.Length * (m + 1) / count)];
    }

    /// <summary>Weight of one token of each completion of a minibatch.</summary>
    public double[] TokenWeights(int stepIndex, Rollout[] minibatch) =>
        GrpoLoss.TokenWeights([.. minibatch.Select(r => r.Completion.SampledCount)], options.Aggregation, options.CapAt(stepIndex));

    /// <summary>One update; none where nothing gives a gradient.</summary>
    public void Update(int stepIndex, Rollout[] minibatch, PolicyTally update)
    {
        (Rollout Rollout, double TokenWeight)[] learned = [.. minibatch.Zip(TokenWeights(stepIndex, minibatch)).Where(x => GivesGradient(x.First))];
        if (learned.Length == 0)
            return;
        TokenSequence[] sequences = [.. learned.Select(x => x.Rollout.Sequence)];
        var references = References(learned, sequences);
        if (references is not null)
            update.PartEnded?.Invoke(ReinforcementPart.Reference);
        var sums = new PolicyLossSums[learned.Length];
        policy.Backward(sequences, Loss(learned, references, sums), options.Temperature);
        update.PartEnded?.Invoke(ReinforcementPart.Passes);
        double norm = policy.Update(update.LearningRate);
        update.PartEnded?.Invoke(ReinforcementPart.Optimizer);
        update.Add(stepIndex, [.. learned.Select(x => x.Rollout)], sums, norm, hasReference: references is not null);
    }

    bool GivesGradient(Rollout rollout) => options.LossKlWeight != 0 || options.EntropyWeight != 0
        || (rollout.TokenAdvantages is { } advantages ? advantages.AsSpan().ContainsAnyExcept(0.0) : rollout.Advantage != 0);

    // Where rewards or advantages needed them they are known already.
    float[][]? References((Rollout Rollout, double)[] learned, TokenSequence[] sequences) =>
        learned[0].Rollout.ReferenceLogProbs is not null ? [.. learned.Select(x => x.Rollout.ReferenceLogProbs!)] : reference.LogProbs(sequences);

    SequenceLoss Loss((Rollout Rollout, double TokenWeight)[] learned, float[][]? references, PolicyLossSums[] sums) =>
        (i, logProbs, entropies, dLogProbs, dEntropies) => sums[i] = GrpoLoss.Compute(new GrpoLossInput
        {
            LogProbs = logProbs,
            OldLogProbs = learned[i].Rollout.OldLogProbs,
            ReferenceLogProbs = references is null ? [] : references[i],
            Entropies = entropies,
            Advantage = learned[i].Rollout.Advantage,
            TokenAdvantages = learned[i].Rollout.TokenAdvantages,
            ImportanceWeights = learned[i].Rollout.ImportanceWeights,
            TokenWeight = learned[i].TokenWeight,
        }, options, dLogProbs, dEntropies);
}
