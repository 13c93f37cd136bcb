// Whether two evaluations of the same problems really differ.

using R1Sharp.Numerics;

namespace R1Sharp.Learning.Training.Evaluation;

/// <summary>The difference of two evaluations over the problems that both hold.</summary>
/// <param name="Problems">Problems compared.</param>
/// <param name="Difference">Mean of second − first over the problems.</param>
/// <param name="Interval">95 % bootstrap interval of the difference, over problems.</param>
/// <param name="PValue">Two-sided p-value of the sign-flip permutation test.</param>
sealed record PairedComparison(int Problems, double Difference, ConfidenceInterval Interval, double PValue)
{
    const int Resamples = 10_000;
    const int MostExactDifferences = 16;

    /// <summary>Whether the difference is significant at 5 %.</summary>
    public bool IsSignificant => PValue < 0.05;

    /// <summary>The verdict in words, e.g. "+12.5 points [8.1, 17.0] over 200 problems, p = 0.0001" or "…: difference not significant".</summary>
    public override string ToString()
    {
        string verdict = FormattableString.Invariant(
            $"{100 * Difference:+0.0;-0.0;0.0} points [{100 * Interval.Low:0.0}, {100 * Interval.High:0.0}] over {Problems} problems, p = {PValue:0.0000}");
        return IsSignificant ? verdict : verdict + ": difference not significant";
    }

    /// <summary>Compares pass@1 of two evaluations, problem by problem.</summary>
    /// <exception cref="UserErrorException">The two have no problem in common, or a problem's name stands for two questions.</exception>
    public static PairedComparison Of(EvaluationResult first, EvaluationResult second, ulong seed = 0) => Of(first.Problems, second.Problems, seed);

    /// <summary>The same over some of their problems.</summary>
    public static PairedComparison Of(IReadOnlyList<ProblemEvaluation> first, IReadOnlyList<ProblemEvaluation> second, ulong seed = 0)
    {
        var before = first.ToDictionary(p => p.Problem.Id, StringComparer.Ordinal);
        ProblemEvaluation[] both = [.. second.Where(p => before.ContainsKey(p.Problem.Id))];
        if (both.FirstOrDefault(p => before[p.Problem.Id].Problem.Question != p.Problem.Question) is { } other)
            throw new UserErrorException(
                $"The two evaluations cannot be compared: problem {other.Problem.Id} has another question in each; evaluate both on the same file.");
        double[] differences = [.. both.Select(p => p.PassAtOne - before[p.Problem.Id].PassAtOne)];
        return differences.Length > 0
            ? Of(differences, seed)
            : throw new UserErrorException("The two evaluations cannot be compared: they have no problem in common; evaluate both on the same file.");
    }

    /// <summary>
    /// The sign-flip permutation test: if nothing differs, each problem's difference may as well have the other sign. p is
    /// the share of sign patterns whose mean is at least as far from zero: over all patterns where there are at most 16
    /// differences that are not zero, else over 10,000 random ones, the pattern seen counted among them.
    /// </summary>
    /// <param name="differences">Second − first, one a problem, at least one.</param>
    /// <param name="seed">The run's seed.</param>
    public static PairedComparison Of(double[] differences, ulong seed = 0)
    {
        double[] moved = [.. differences.Where(d => d != 0)];
        double p = moved.Length <= MostExactDifferences ? ExactPValue(moved) : RandomPValue(moved, seed);
        return new(differences.Length, differences.Average(), ConfidenceInterval.Bootstrap(differences, Resamples, seed), p);
    }

    static double ExactPValue(double[] moved)
    {
        double seen = Threshold(moved);
        int patterns = 1 << moved.Length, asFar = 0;
        for (int pattern = 0; pattern < patterns; pattern++)
        {
            double sum = 0;
            for (int i = 0; i < moved.Length; i++)
                sum += (pattern >> i & 1) == 0 ? moved[i] : -moved[i];
            asFar += Math.Abs(sum) >= seen ? 1 : 0;
        }
        return (double)asFar / patterns;
    }

    static double RandomPValue(double[] moved, ulong seed)
    {
        double seen = Threshold(moved);
        int asFar = 1;
        for (int r = 0; r < Resamples; r++)
        {
            var random = new RandomStream(seed, RandomPurpose.Bootstrap, r, 1);
            double sum = 0;
            foreach (double difference in moved)
                sum += (random.NextUInt() & 1) == 0 ? difference : -difference;
            asFar += Math.Abs(sum) >= seen ? 1 : 0;
        }
        return (asFar + 0.0) / (Resamples + 1);
    }

    // A hair below the sum seen, so that patterns that equal it but for the order of rounding count.
    static double Threshold(double[] moved) => Math.Abs(moved.Sum()) * (1 - 1e-12);
}
