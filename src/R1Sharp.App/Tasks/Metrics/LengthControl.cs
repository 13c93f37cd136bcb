// The win rate that would be, were both answers equally long (Dubois et al., arXiv 2404.04475, section 3):
//
//   P(model preferred | x) = σ(θ + φ · tanh(Δ/std Δ) + ψ · γₓ),   Δ = length of the model's answer − length of the other's
//
// fitted by maximum likelihood; the length-controlled win rate is the mean over x of σ(θ + ψ · γₓ). γₓ, the difficulty of the instruction, is fitted over
// all models of the leaderboard; where the rows do not have it, ψ is 0.

namespace R1Sharp.App.Tasks.Metrics;

/// <summary>One judged answer.</summary>
/// <param name="Credit">From 0, the other is preferred, to 1.</param>
/// <param name="Weight">How often it counts.</param>
/// <param name="LengthDifference">Characters of the model's answer − characters of the other's.</param>
/// <param name="Difficulty">γₓ; 0 where it is not known.</param>
readonly record struct JudgedPair(double Credit, double Weight, double LengthDifference, double Difficulty);

/// <summary>Fits the model.</summary>
static class LengthControl
{
    // Keeps the weights finite where lengths and preferences can be told apart without a mistake; θ is bound by the steps.
    const double Ridge = 1e-4;
    const int Steps = 60;
    const double LargestTheta = 30;

    /// <summary>The length-controlled win rate, from 0 to 1.</summary>
    /// <param name="pairs">At least one.</param>
    public static double WinRate(IReadOnlyList<JudgedPair> pairs)
    {
        double[] lengths = Standardized(pairs);
        bool hasDifficulty = pairs.Any(p => p.Difficulty != 0);
        double[][] rows = [.. pairs.Select((p, i) => hasDifficulty ? new[] { 1, lengths[i], p.Difficulty } : [1, lengths[i]])];
        double[] weights = Fit(rows, pairs);
        return pairs.Average(p => Sigmoid(weights[0] + (hasDifficulty ? weights[2] * p.Difficulty : 0)));
    }

    static double[] Standardized(IReadOnlyList<JudgedPair> pairs)
    {
        double mean = pairs.Average(p => p.LengthDifference);
        double deviation = Math.Sqrt(pairs.Average(p => (p.LengthDifference - mean) * (p.LengthDifference - mean)));
        return [.. pairs.Select(p => deviation == 0 ? 0 : Math.Tanh(p.LengthDifference / deviation))];
    }

    // Newton's method on −Σ w (y log p + (1 − y) log(1 − p)) + ½ · ridge · Σ of the squares of φ and ψ.
    static double[] Fit(double[][] rows, IReadOnlyList<JudgedPair> pairs)
    {
        int count = rows[0].Length;
        double[] weights = new double[count];
        for (int step = 0; step < Steps; step++)
        {
            var (gradient, hessian) = Slopes(rows, pairs, weights);
            double[] change = Solve(hessian, gradient);
            for (int i = 0; i < count; i++)
                weights[i] = Math.Clamp(weights[i] - Math.Clamp(change[i], -4, 4), -LargestTheta, LargestTheta);
            if (change.Max(Math.Abs) < 1e-12)
                break;
        }
        return weights;
    }

    static (double[] Gradient, double[,] Hessian) Slopes(double[][] rows, IReadOnlyList<JudgedPair> pairs, double[] weights)
    {
        int count = weights.Length;
        double[] gradient = new double[count];
        double[,] hessian = new double[count, count];
        for (int n = 0; n < rows.Length; n++)
        {
            double p = Sigmoid(rows[n].Zip(weights, (x, w) => x * w).Sum());
            for (int i = 0; i < count; i++)
            {
                gradient[i] += pairs[n].Weight * (p - pairs[n].Credit) * rows[n][i];
                for (int j = 0; j < count; j++)
                    hessian[i, j] += pairs[n].Weight * p * (1 - p) * rows[n][i] * rows[n][j];
            }
        }
        for (int i = 0; i < count; i++)
        {
            double ridge = i == 0 ? 1e-12 : Ridge;
            gradient[i] += ridge * weights[i];
            hessian[i, i] += ridge;
        }
        return (gradient, hessian);
    }

    // Gauss's elimination with the largest pivot; three unknowns at most.
    static double[] Solve(double[,] matrix, double[] right)
    {
        int count = right.Length;
        double[,] a = (double[,])matrix.Clone();
        double[] x = (double[])right.Clone();
        for (int column = 0; column < count; column++)
        {
            int pivot = Enumerable.Range(column, count - column).MaxBy(row => Math.Abs(a[row, column]));
            (x[column], x[pivot]) = (x[pivot], x[column]);
            for (int j = 0; j < count; j++)
                (a[column, j], a[pivot, j]) = (a[pivot, j], a[column, j]);
            for (int row = 0; row < count; row++)
                if (row != column && a[row, column] / a[column, column] is var factor)
                {
                    x[row] -= factor * x[column];
                    for (int j = column; j < count; j++)
                        a[row, j] -= factor * a[column, j];
                }
        }
        return [.. Enumerable.Range(0, count).Select(i => x[i] / a[i, i])];
    }

    static double Sigmoid(double z) => 1 / (1 + Math.Exp(-z));
}
