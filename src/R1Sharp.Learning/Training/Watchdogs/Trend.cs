// Whether a series rises, without assuming how it is distributed.

namespace R1Sharp.Learning.Training.Watchdogs;

/// <summary>The test of Mann (1945) and Kendall (1975) for a trend.</summary>
static class Trend
{
    /// <summary>
    /// The one-sided p-value of a rise: 1 − Φ(z), z = (S − 1)/√Var S where S = Σ_{i&lt;j} sign(xⱼ − xᵢ) is positive, else 1/2 or more.
    /// Var S = ( n(n − 1)(2n + 5) − Σ t(t − 1)(2t + 5) )/18 over the groups of t equal values. The normal approximation, with its
    /// correction of 1 for continuity.
    /// </summary>
    /// <param name="values">The series in order, at least two.</param>
    public static double PValueOfRise(IReadOnlyList<double> values)
    {
        double s = Concordance(values), variance = Variance(values);
        return variance == 0 ? 1 : NormalUpperTail((s - Math.Sign(s)) / Math.Sqrt(variance));
    }

    static double Concordance(IReadOnlyList<double> x)
    {
        int s = 0;
        for (int j = 1; j < x.Count; j++)
            for (int i = 0; i < j; i++)
                s += Math.Sign(x[j] - x[i]);
        return s;
    }

    static double Variance(IReadOnlyList<double> x) =>
        (Term(x.Count) - x.GroupBy(v => v).Sum(ties => Term(ties.Count()))) / 18;

    static double Term(double n) => n * (n - 1) * (2 * n + 5);

    // 1 − Φ(z) = erfc(z/√2)/2 with the rational approximation 7.1.26 of Abramowitz and Stegun: absolute error below 1.5e-7.
    static double NormalUpperTail(double z)
    {
        double x = Math.Abs(z) / Math.Sqrt(2), t = 1 / (1 + 0.3275911 * x);
        double tail = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429)))) * Math.Exp(-x * x) / 2;
        return z >= 0 ? tail : 1 - tail;
    }
}
