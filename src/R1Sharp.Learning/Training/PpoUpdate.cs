// What the updates of one step of PPO did, collected for the report.

namespace R1Sharp.Learning.Training;

/// <summary>The updates of the value model in one step.</summary>
/// <param name="learningRate">Learning rate of all of them.</param>
sealed class ValueUpdate(double learningRate)
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
sealed record PpoUpdate(GrpoUpdate Policy, ValueUpdate Values);

/// <summary>Computes a <see cref="PpoReport"/>, which defines each number.</summary>
static class PpoReporting
{
    /// <summary>The report of one step.</summary>
    public static PpoReport Report(int stepIndex, IReadOnlyList<Rollout> rollouts, IReadOnlyList<PpoSample> samples, PpoUpdate update)
    {
        double[] returns = [.. samples.SelectMany(s => s.Tokens.Returns)];
        double[] errors = [.. samples.SelectMany(s => s.Tokens.Returns.Zip(s.Values, (r, v) => r - v))];
        double spread = Math.Pow(Advantages.StandardDeviation(returns), 2);
        int updates = update.Values.GradientNorms.Count;
        return new PpoReport(GrpoReporting.Report(stepIndex, rollouts, update.Policy))
        {
            ValueLoss = updates == 0 ? null : update.Values.Sums.Loss / updates,
            ExplainedVariance = spread == 0 ? null : 1 - Math.Pow(Advantages.StandardDeviation(errors), 2) / spread,
            MeanValue = returns.Length == 0 ? null : returns.Average() - errors.Average(),
            MeanReturn = returns.Length == 0 ? null : returns.Average(),
            ValueClipShare = update.Values.Sums.Tokens == 0 ? 0 : (double)update.Values.Sums.Clipped / update.Values.Sums.Tokens,
            KlReward = samples.Count == 0 ? 0 : samples.Average(s => s.KlReward),
            ValueGradientNorm = updates == 0 ? null : update.Values.GradientNorms.Average(),
            ValueLearningRate = update.Values.LearningRate,
        };
    }
}
