// Mean and deviation, each summed in order, so that the bits depend on the values alone.

namespace R1Sharp.Learning.Training;

/// <summary>What is said of many numbers in one.</summary>
static class Averages
{
    /// <summary>The mean, summed in order.</summary>
    public static double Mean(ReadOnlySpan<double> values)
    {
        double sum = 0;
        foreach (double value in values)
            sum += value;
        return sum / values.Length;
    }

    /// <summary>The mean of −log π over all targets of all sequences, in nats; 0 without targets.</summary>
    public static double MeanLoss(float[][] logProbs)
    {
        double sum = 0;
        long targets = 0;
        foreach (float[] sequence in logProbs)
        {
            foreach (float logProb in sequence)
                sum -= logProb;
            targets += sequence.Length;
        }
        return targets == 0 ? 0 : sum / targets;
    }

    /// <summary>The population's standard deviation: √(Σ (r − mean)² / G).</summary>
    public static double StandardDeviation(ReadOnlySpan<double> values)
    {
        if (values.Length == 0)
            return 0;
        double mean = Mean(values), sum = 0;
        foreach (double value in values)
            sum += (value - mean) * (value - mean);
        return Math.Sqrt(sum / values.Length);
    }
}
