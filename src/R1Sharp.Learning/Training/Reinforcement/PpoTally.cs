// What the updates of one step of PPO did, collected for the report.


namespace R1Sharp.Learning.Training.Reinforcement;

/// <summary>The updates of the value model in one step.</summary>
/// <param name="learningRate">Learning rate of all of them.</param>
sealed class ValueTally(double learningRate)
{
    readonly List<double> _gradientNorms = [];

    /// <summary>Learning rate of all updates of the step.</summary>
    public double LearningRate => learningRate;

    /// <summary>Norms of the gradients before clipping, one an update.</summary>
    public IReadOnlyList<double> GradientNorms => _gradientNorms;

    /// <summary>Sums over the tokens of all updates.</summary>
    public ValueLossSums Sums { get; private set; }

    /// <summary>Adds one update.</summary>
    public void Add(IEnumerable<ValueLossSums> sums, double gradientNorm)
    {
        Sums = sums.Aggregate(Sums, (a, b) => a + b);
        _gradientNorms.Add(gradientNorm);
    }
}

/// <summary>Both networks' updates of one step.</summary>
/// <param name="Policy">The policy's.</param>
/// <param name="Values">The value model's.</param>
sealed record PpoTally(PolicyTally Policy, ValueTally Values);

/// <summary>Computes a <see cref="PpoReport"/>, which defines each number.</summary>
static class PpoReporting
{
    /// <summary>The report of one step.</summary>
    public static PpoReport Report(ReinforcementReport policy, IReadOnlyList<ValuedTokens> valued, ValueTally update)
    {
        double[] returns = [.. valued.SelectMany(v => v.Returns)];
        double[] errors = [.. valued.SelectMany(v => v.Returns.Zip(v.Values, (r, value) => r - value))];
        double spread = Math.Pow(Averages.StandardDeviation(returns), 2);
        int updates = update.GradientNorms.Count;
        return new PpoReport(policy)
        {
            ValueLoss = updates == 0 ? null : update.Sums.Loss / updates,
            ExplainedVariance = spread == 0 ? null : 1 - Math.Pow(Averages.StandardDeviation(errors), 2) / spread,
            MeanValue = returns.Length == 0 ? null : returns.Average() - errors.Average(),
            MeanReturn = returns.Length == 0 ? null : returns.Average(),
            ValueClipShare = update.Sums.Tokens == 0 ? 0 : (double)update.Sums.Clipped / update.Sums.Tokens,
            KlReward = valued.Count == 0 ? 0 : valued.Average(v => v.KlReward),
            ValueGradientNorm = updates == 0 ? null : update.GradientNorms.Average(),
            ValueLearningRate = update.LearningRate,
        };
    }
}
