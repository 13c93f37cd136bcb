// From the rollouts and updates of a step to its numbers.

using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Rewards;
using R1Sharp.Learning.Rewards.Learned;
using R1Sharp.Learning.Rollouts;

namespace R1Sharp.Learning.Training.Reinforcement;

/// <summary>Computes a <see cref="ReinforcementReport"/>, which defines each number.</summary>
static class ReinforcementReporting
{
    /// <summary>The report of one step.</summary>
    /// <param name="stepIndex">0-based.</param>
    /// <param name="rollouts">What was sampled in it.</param>
    /// <param name="update">What was learned.</param>
    /// <param name="models">Reward models that read every completion.</param>
    public static ReinforcementReport Report(int stepIndex, IReadOnlyList<Rollout> rollouts, PolicyTally update, int models)
    {
        var sums = update.Sums;
        double perToken = sums.Tokens == 0 ? 0 : 1.0 / sums.Tokens;
        int updates = update.GradientNorms.Count;
        double[] rewards = [.. rollouts.Select(r => r.Reward)];
        var outside = OutsideDifference.Of(rollouts);
        return new()
        {
            Step = stepIndex,
            Rollouts = rollouts.Count,
            Reward = rewards.Average(),
            RewardDeviation = Averages.StandardDeviation(rewards),
            RewardParts = Parts(rollouts),
            Accuracy = Mean(rollouts.Select(r => r.Accuracy)),
            AccuracyByFamily = ByFamily(rollouts, r => r.Accuracy),
            UndecidedShare = rollouts.Average(r => r.IsUndecided ? 1.0 : 0),
            Format = Mean(rollouts.Select(r => r.Format)),
            CompletionTokens = rollouts.Average(r => r.Completion.Tokens.Length),
            CompletionTokensByFamily = ByFamily(rollouts, r => r.Completion.Tokens.Length),
            MinCompletionTokens = rollouts.Min(r => r.Completion.Tokens.Length),
            MaxCompletionTokens = rollouts.Max(r => r.Completion.Tokens.Length),
            TruncatedShare = rollouts.Average(r => r.Completion.Finish == FinishReason.Length ? 1.0 : 0),
            ZeroVarianceShare = rollouts.Where(r => r.SampleIndex == 0).Average(r => r.IsZeroVariance ? 1.0 : 0),
            SelfChecks = rollouts.Average(r => r.SelfChecks),
            LanguagePurity = Mean(rollouts.Select(r => r.LanguagePurity)),
            Surprisal = Surprisal(rollouts),
            Entropy = updates == 0 ? null : sums.Entropy * perToken,
            Kl = updates == 0 || !update.HasReference ? null : sums.Kl * perToken,
            Loss = updates == 0 ? null : sums.Loss / updates,
            ClipLowShare = sums.ClippedLow * perToken,
            ClipHighShare = sums.ClippedHigh * perToken,
            RatioDeviation = sums.RatioDeviation * perToken,
            MaxRatioDeviation = sums.MaxRatioDeviation,
            SamplerDifference = update.SamplerDifference,
            SamplerMeanDifference = outside?.MeanDifference,
            SamplerKl = outside?.Kl,
            TruncatedWeightShare = outside?.TruncatedShare,
            MaskedShare = outside?.MaskedShare,
            Staleness = outside?.Staleness,
            PolicyMovement = update.PolicyMovement,
            GradientNorm = updates == 0 ? null : update.GradientNorms.Average(),
            Updates = updates,
            LearningRate = update.LearningRate,
            StepReward = rollouts.SelectMany(r => r.StepRewards ?? []).Select(reward => (double?)reward).Average(),
            StepCount = rollouts.Average(r => (double?)r.StepRewards?.Length),
            ScoredTokens = models == 0 ? null : models * rollouts.Sum(r => (long)r.PromptTokens.Length + r.Completion.Tokens.Length),
            PromptTokens = rollouts.Where(r => r.SampleIndex == 0).Sum(r => (long)r.PromptTokens.Length),
            SampledTokens = rollouts.Sum(r => (long)r.Completion.SampledCount),
            UpdatedTokens = sums.Tokens,
        };
    }

    /// <summary>How many of some rewards are models that read completions.</summary>
    public static int ModelsAmong(RewardSum rewards) => rewards.Rewards.Sum(r => r.Reward switch
    {
        LearnedReward => 1,
        LowestReward several => several.Count,
        _ => 0,
    });

    static Dictionary<string, double> Parts(IReadOnlyList<Rollout> rollouts) => rollouts
        .SelectMany(r => r.RewardParts)
        .Where(part => part.Value.Value is not null)
        .GroupBy(part => part.Key, part => part.Value.Value!.Value)
        .ToDictionary(g => g.Key, g => g.Average());

    static Dictionary<string, double> ByFamily(IReadOnlyList<Rollout> rollouts, Func<Rollout, double?> value) => rollouts
        .GroupBy(r => r.Problem.Family)
        .OrderBy(g => g.Key, StringComparer.Ordinal)
        .Select(g => (g.Key, Value: Mean(g.Select(value))))
        .Where(g => g.Value is not null)
        .ToDictionary(g => g.Key, g => g.Value!.Value);

    static double? Mean(IEnumerable<double?> values) => values.Average();

    /// <summary>Mean of −log π over the tokens sampled.</summary>
    public static double Surprisal(IReadOnlyList<Rollout> rollouts)
    {
        double sum = 0;
        long tokens = 0;
        foreach (var rollout in rollouts)
        {
            foreach (float logProb in rollout.OldLogProbs)
                sum -= logProb;
            tokens += rollout.Completion.SampledCount;
        }
        return tokens == 0 ? 0 : sum / tokens;
    }
}
