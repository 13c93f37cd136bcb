// AdamW (Loshchilov and Hutter, arXiv 1711.05101, algorithm 2) over a range of parameters.
//
// m ← β1·m + (1 − β1)·g,  v ← β2·v + (1 − β2)·g²,  θ ← θ − η·( m̂ / (√v̂ + ε) + λ·θ )  with m̂ = m/(1 − β1ᵗ), v̂ = v/(1 − β2ᵗ).

using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace R1Sharp.Numerics.Optimizers;

/// <summary>The numbers of one step of AdamW.</summary>
/// <param name="LearningRate">η.</param>
/// <param name="Beta1">β1.</param>
/// <param name="Beta2">β2.</param>
/// <param name="Epsilon">ε.</param>
/// <param name="WeightDecay">λ; 0 where the tensor does not decay.</param>
/// <param name="Step">t, 1-based.</param>
/// <param name="GradientScale">Multiplies the gradient: 1, or what clips its norm.</param>
public readonly record struct AdamWStep(double LearningRate, double Beta1, double Beta2, double Epsilon, double WeightDecay, long Step, double GradientScale);

/// <summary>One step of AdamW. Elements are independent: any split over threads gives the same bits.</summary>
public static unsafe class AdamW
{
    /// <summary>Updates the parameters and both moments in place. All spans have the same length.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Update(Span<float> parameters, ReadOnlySpan<float> gradients, Span<float> firstMoments, Span<float> secondMoments, AdamWStep step)
    {
        float correction1 = (float)(step.LearningRate / (1 - Math.Pow(step.Beta1, step.Step)));
        float correction2 = (float)(1 / (1 - Math.Pow(step.Beta2, step.Step)));
        var constants = new Constants((float)step.Beta1, (float)(1 - step.Beta1), (float)step.Beta2, (float)(1 - step.Beta2), correction1, correction2,
            (float)step.Epsilon, (float)(1 - step.LearningRate * step.WeightDecay), (float)step.GradientScale);
        fixed (float* p = parameters, g = gradients, m = firstMoments, v = secondMoments)
        {
            int i = 0;
            for (; i + 16 <= parameters.Length; i += 16)
            {
                var (newP, newM, newV) = One(Vector512.Load(p + i), Vector512.Load(g + i), Vector512.Load(m + i), Vector512.Load(v + i), constants);
                newP.Store(p + i);
                newM.Store(m + i);
                newV.Store(v + i);
            }
            for (; i < parameters.Length; i++)
            {
                var (newP, newM, newV) = One(Vector512.Create(p[i]), Vector512.Create(g[i]), Vector512.Create(m[i]), Vector512.Create(v[i]), constants);
                (p[i], m[i], v[i]) = (newP[0], newM[0], newV[0]);
            }
        }
    }

    readonly record struct Constants(float Beta1, float Rest1, float Beta2, float Rest2, float Rate, float Correction2, float Epsilon, float Keep, float Scale);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static (Vector512<float>, Vector512<float>, Vector512<float>) One(Vector512<float> p, Vector512<float> g, Vector512<float> m, Vector512<float> v,
        in Constants c)
    {
        g *= c.Scale;
        m = Vector512.FusedMultiplyAdd(m, Vector512.Create(c.Beta1), g * c.Rest1);
        v = Vector512.FusedMultiplyAdd(v, Vector512.Create(c.Beta2), g * g * c.Rest2);
        var denominator = Vector512.Sqrt(v * c.Correction2) + Vector512.Create(c.Epsilon);
        return (p * c.Keep - m * c.Rate / denominator, m, v);
    }
}
