using R1Sharp.Numerics.Optimizers;
using R1Sharp.Tests.Kernels;
using Xunit;

namespace R1Sharp.Tests.Optimizers;

/// <summary>AdamW against the algorithm of its paper in double precision.</summary>
public sealed class AdamWTests
{
    const double Rate = 0.01, Beta1 = 0.9, Beta2 = 0.95, Epsilon = 1e-6, Decay = 0.1, Scale = 0.5;

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(17)]
    [InlineData(64)]
    [InlineData(65)]
    public void Three_steps_follow_the_algorithm(int count)
    {
        using var parameters = Block.Random(1, count, 1);
        using var firstMoments = Block.Zero(1, count);
        using var secondMoments = Block.Zero(1, count);
        double[] expected = parameters.Doubles, undecayed = parameters.Doubles;
        double[] m = new double[count], v = new double[count], m2 = new double[count], v2 = new double[count];
        for (int step = 1; step <= 3; step++)
        {
            using var gradients = Block.Random(1, count, 1 + step);
            AdamW.Update(parameters.Values, gradients.Values, firstMoments.Values, secondMoments.Values,
                new AdamWStep(Rate, Beta1, Beta2, Epsilon, Decay, step, Scale));
            Step(expected, gradients.Doubles, m, v, step, Decay);
            Step(undecayed, gradients.Doubles, m2, v2, step, 0);
        }
        Truth.Matches(expected, parameters.Values, 1e-6);
        Truth.Matches(m, firstMoments.Values, 1e-6);
        Truth.Matches(v, secondMoments.Values, 1e-6);
        Truth.Differs(undecayed, parameters.Values, 1e-6);
    }

    [Fact]
    public void Any_split_gives_the_same_bits()
    {
        using var whole = Block.Random(3, 65, 1);
        using var parts = Block.Random(3, 65, 1);
        using var gradients = Block.Random(1, 65, 2);
        var step = new AdamWStep(Rate, Beta1, Beta2, Epsilon, Decay, 4, Scale);
        foreach (int row in new[] { 1, 2 })
            for (int i = 0; i < 65; i++)
                whole.Matrix.Row(row)[i] = parts.Matrix.Row(row)[i] = Math.Abs(whole.Matrix.Row(row)[i]);
        AdamW.Update(whole.Matrix.Row(0), gradients.Values, whole.Matrix.Row(1), whole.Matrix.Row(2), step);
        foreach (var (from, to) in new[] { (0, 5), (5, 37), (37, 65) })
            AdamW.Update(parts.Matrix.Row(0)[from..to], gradients.Values[from..to], parts.Matrix.Row(1)[from..to], parts.Matrix.Row(2)[from..to], step);
        Bits.Equal(whole.Values, parts.Values);
    }

    static void Step(double[] p, double[] g, double[] m, double[] v, int t, double decay)
    {
        for (int i = 0; i < p.Length; i++)
        {
            double gradient = Scale * g[i];
            m[i] = Beta1 * m[i] + (1 - Beta1) * gradient;
            v[i] = Beta2 * v[i] + (1 - Beta2) * gradient * gradient;
            double corrected = m[i] / (1 - Math.Pow(Beta1, t)), spread = Math.Sqrt(v[i] / (1 - Math.Pow(Beta2, t)));
            p[i] -= Rate * (corrected / (spread + Epsilon) + decay * p[i]);
        }
    }
}
