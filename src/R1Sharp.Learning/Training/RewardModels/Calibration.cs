// Whether probabilities mean what they say.

namespace R1Sharp.Learning.Training.RewardModels;

/// <summary>One bin of a reliability diagram.</summary>
/// <param name="From">Lowest probability.</param>
/// <param name="To">End of the range; belongs to the next bin, but for the last.</param>
/// <param name="Count">Predictions in it.</param>
/// <param name="Predicted">Their mean probability; 0 where there is none.</param>
/// <param name="Observed">Share of them that came true; 0 where there is none.</param>
sealed record ReliabilityBin(double From, double To, int Count, double Predicted, double Observed);

/// <summary>A reliability diagram and its error.</summary>
/// <param name="ExpectedError">The expected calibration error.</param>
/// <param name="Bins">The bins.</param>
sealed record Calibration(double ExpectedError, IReadOnlyList<ReliabilityBin> Bins)
{
    /// <summary>
    /// ECE = Σ over bins of (n_b / n) |observed_b − predicted_b| (Guo et al., arXiv 1706.04599, equation 3), with bins of equal
    /// width from <paramref name="from"/> to 1.
    /// </summary>
    /// <param name="predictions">Probabilities.</param>
    /// <param name="outcomes">1 where it came true, 0 where not; what lies between counts in part.</param>
    /// <param name="from">The lowest probability there can be: ½ where the more probable of two outcomes is predicted.</param>
    /// <param name="binCount">Number of bins.</param>
    public static Calibration Of(IReadOnlyList<double> predictions, IReadOnlyList<double> outcomes, double from = 0, int binCount = 10)
    {
        double width = (1 - from) / binCount;
        var bins = Enumerable.Range(0, predictions.Count)
            .ToLookup(i => Math.Clamp((int)((predictions[i] - from) / width), 0, binCount - 1));
        ReliabilityBin[] all = [.. Enumerable.Range(0, binCount).Select(b => new ReliabilityBin(from + b * width, from + (b + 1) * width, bins[b].Count(),
            bins[b].Select(i => predictions[i]).DefaultIfEmpty().Average(), bins[b].Select(i => outcomes[i]).DefaultIfEmpty().Average()))];
        double error = predictions.Count == 0 ? 0 : all.Sum(b => b.Count * Math.Abs(b.Observed - b.Predicted)) / predictions.Count;
        return new Calibration(error, all);
    }
}
