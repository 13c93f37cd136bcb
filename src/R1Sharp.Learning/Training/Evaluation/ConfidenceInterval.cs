// 95 % confidence intervals of means over problems.

using R1Sharp.Numerics;

namespace R1Sharp.Learning.Training.Evaluation;

/// <summary>A 95 % confidence interval.</summary>
/// <param name="Low">Lower end.</param>
/// <param name="High">Upper end.</param>
public readonly record struct ConfidenceInterval(double Low, double High)
{
    const double Z = 1.959963984540054;

    /// <summary>
    /// The interval of a mean of per-problem values that lie in [0, 1]. Problems are what is drawn at random, so where a
    /// problem has several samples its own mean is one value: the percentile bootstrap over problems. Where every value is
    /// 0 or 1 the mean is a proportion and Wilson's interval is used, which stays honest near 0 and 1, where a bootstrap of
    /// values that are all alike has no width.
    /// </summary>
    /// <param name="values">One value a problem.</param>
    /// <param name="resamples">Bootstrap resamples.</param>
    /// <param name="seed">The run's seed.</param>
    public static ConfidenceInterval OfShare(IReadOnlyList<double> values, int resamples, ulong seed) =>
        values.All(v => v is 0 or 1) ? Wilson(values.Sum(), values.Count) : Bootstrap(values, resamples, seed);

    /// <summary>Wilson's score interval of a proportion (Wilson, JASA 1927).</summary>
    /// <param name="successes">Successes among the trials.</param>
    /// <param name="trials">Trials; with none the interval is [0, 1].</param>
    public static ConfidenceInterval Wilson(double successes, int trials)
    {
        if (trials == 0)
            return new(0, 1);
        double p = successes / trials, z2 = Z * Z / trials;
        double centre = (p + z2 / 2) / (1 + z2);
        double half = Z / (1 + z2) * Math.Sqrt(p * (1 - p) / trials + z2 / (4 * trials));
        return new(Math.Max(0, centre - half), Math.Min(1, centre + half));
    }

    /// <summary>The percentile bootstrap of a mean (Efron): the 2.5 % and 97.5 % quantiles of the resamples' means.</summary>
    /// <param name="values">What is resampled with replacement, at least one.</param>
    /// <param name="resamples">How often.</param>
    /// <param name="seed">The run's seed; resample r is the stream (seed, Bootstrap, r).</param>
    public static ConfidenceInterval Bootstrap(IReadOnlyList<double> values, int resamples, ulong seed)
    {
        var means = new double[resamples];
        for (int r = 0; r < resamples; r++)
        {
            var random = new RandomStream(seed, RandomPurpose.Bootstrap, r);
            double sum = 0;
            for (int i = 0; i < values.Count; i++)
                sum += values[random.NextInt(values.Count)];
            means[r] = sum / values.Count;
        }
        Array.Sort(means);
        return new(Quantile(means, 0.025), Quantile(means, 0.975));
    }

    static double Quantile(double[] sorted, double share)
    {
        double position = share * (sorted.Length - 1);
        int below = (int)position, above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
    }
}
