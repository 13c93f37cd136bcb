// How far an outside sampler is from the trainer, over the completions of one step.

using R1Sharp.Learning.Rollouts;

namespace R1Sharp.Learning.Training.Reinforcement;

/// <summary>The numbers of <see cref="ReinforcementReport"/> about rollouts from outside; they are defined there.</summary>
readonly record struct OutsideDifference(double MeanDifference, double Kl, double TruncatedShare, double MaskedShare, double Staleness)
{
    /// <summary>Those of some completions; null where none was sampled outside.</summary>
    public static OutsideDifference? Of(IReadOnlyList<Rollout> rollouts)
    {
        Rollout[] outside = [.. rollouts.Where(r => r.Completion.WeightsStep is not null)];
        if (outside.Length == 0)
            return null;
        double sum = 0, kl = 0;
        long tokens = 0, cut = 0;
        foreach (var rollout in outside)
        {
            float[] differences = rollout.SamplerDifferences;
            tokens += differences.Length;
            for (int t = 0; t < differences.Length; t++)
            {
                double ratio = Math.Exp(differences[t]);
                sum += Math.Abs(differences[t]);
                kl += ratio - 1 - differences[t];
                cut += rollout.ImportanceWeights is { } weights && (float)ratio > weights[t] ? 1 : 0;
            }
        }
        double each = tokens == 0 ? 0 : 1.0 / tokens;
        double masked = outside.Average(r => r.IsMasked ? 1.0 : 0), staleness = outside.Average(r => (double)(r.Step - r.Completion.WeightsStep!.Value));
        return new(sum * each, kl * each, cut * each, masked, staleness);
    }
}
