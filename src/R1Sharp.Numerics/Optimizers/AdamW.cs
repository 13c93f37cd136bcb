// AdamW (Loshchilov and Hutter, arXiv 1711.05101, algorithm 2) over a range of parameters.
//
// m ← β1·m + (1 − β1)·g,  v ← β2·v + (1 − β2)·g²,  θ ← θ − η·( m̂ / (√v̂ + ε) + λ·θ )  with m̂ = m/(1 − β1ᵗ), v̂ = v/(1 − β2ᵗ).

using System.Runtime.CompilerServices;
using R1Sharp.Numerics.Kernels;

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
    public static void Update(Span<float> parameters, ReadOnlySpan<float> gradients, Span<float> firstMoments, Span<float> secondMoments, AdamWStep step)
    {
        float correction1 = (float)(step.LearningRate / (1 - Math.Pow(step.Beta1, step.Step)));
        float correction2 = (float)(1 / (1 - Math.Pow(step.Beta2, step.Step)));
        var constants = new Constants((float)step.Beta1, (float)(1 - step.Beta1), (float)step.Beta2, (float)(1 - step.Beta2), correction1, correction2,
            (float)step.Epsilon, (float)(1 - step.LearningRate * step.WeightDecay), (float)step.GradientScale);
        fixed (float* p = parameters, g = gradients, m = firstMoments, v = secondMoments)
            if (Lanes.AreWide)
                Update<WideLanes>(p, g, m, v, parameters.Length, constants);
            else if (Lanes.AreNarrow)
                Update<NarrowLanes>(p, g, m, v, parameters.Length, constants);
            else
                Update<QuarterLanes>(p, g, m, v, parameters.Length, constants);
    }

    static void Update<TLanes>(float* p, float* g, float* m, float* v, int count, in Constants constants) where TLanes : struct, ILanes<TLanes>
    {
        int whole = count / Lanes.Count * Lanes.Count, rest = count - whole;
        Whole<TLanes>(p, g, m, v, whole, constants);
        if (rest == 0)
            return;
        float* copies = stackalloc float[4 * Lanes.Count];
        new Span<float>(copies, 4 * Lanes.Count).Clear();
        float* restP = copies, restG = restP + Lanes.Count, restM = restG + Lanes.Count, restV = restM + Lanes.Count;
        Elementwise.Copy(p + whole, restP, rest);
        Elementwise.Copy(g + whole, restG, rest);
        Elementwise.Copy(m + whole, restM, rest);
        Elementwise.Copy(v + whole, restV, rest);
        Whole<TLanes>(restP, restG, restM, restV, Lanes.Count, constants);
        Elementwise.Copy(restP, p + whole, rest);
        Elementwise.Copy(restM, m + whole, rest);
        Elementwise.Copy(restV, v + whole, rest);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Whole<TLanes>(float* p, float* g, float* m, float* v, int count, in Constants c) where TLanes : struct, ILanes<TLanes>
    {
        TLanes beta1 = TLanes.Create(c.Beta1), rest1 = TLanes.Create(c.Rest1), beta2 = TLanes.Create(c.Beta2), rest2 = TLanes.Create(c.Rest2);
        TLanes rate = TLanes.Create(c.Rate), correction2 = TLanes.Create(c.Correction2), epsilon = TLanes.Create(c.Epsilon);
        TLanes keep = TLanes.Create(c.Keep), scale = TLanes.Create(c.Scale);
        for (int i = 0; i < count; i += Lanes.Count)
        {
            var gradient = TLanes.Load(g + i) * scale;
            var first = TLanes.FusedMultiplyAdd(TLanes.Load(m + i), beta1, gradient * rest1);
            var second = TLanes.FusedMultiplyAdd(TLanes.Load(v + i), beta2, gradient * gradient * rest2);
            var denominator = TLanes.Sqrt(second * correction2) + epsilon;
            (TLanes.Load(p + i) * keep - first * rate / denominator).Store(p + i);
            first.Store(m + i);
            second.Store(v + i);
        }
    }

    readonly record struct Constants(float Beta1, float Rest1, float Beta2, float Rest2, float Rate, float Correction2, float Epsilon, float Keep, float Scale);
}
