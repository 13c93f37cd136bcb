// exp on sixteen floats: our own polynomial, so that every machine gives the same bits.

using System.Runtime.CompilerServices;

namespace R1Sharp.Numerics.Kernels;

/// <summary>
/// e^x = 2^n · e^r with n = round(x / ln 2) and |r| ≤ ln 2 / 2 (Cody and Waite's two-part reduction); e^r is a polynomial of
/// degree 6 with the coefficients of Cephes' expf (Moshier). Relative error below 2e-7 on the range used.
/// </summary>
static class Exponential
{
    // Below this the result would be subnormal; it is held at about 1.2e-38 instead (callers mask what must be zero).
    const float Lowest = -87.3f;
    const float Highest = 88.3f;

    /// <summary>e^x in each lane, x held within [−87.3, 88.3].</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Exp<TLanes>(TLanes x) where TLanes : struct, ILanes<TLanes>
    {
        // The bound stands first, so that what is not a number stays so.
        x = TLanes.Min(TLanes.Create(Highest), TLanes.Max(TLanes.Create(Lowest), x));
        // Adding 1.5 · 2^23 rounds to the nearest integer and leaves it in the low bits.
        var magic = TLanes.Create(12582912f);
        var shifted = TLanes.FusedMultiplyAdd(x, TLanes.Create(1.44269504088896341f), magic);
        var n = shifted - magic;
        var r = TLanes.FusedMultiplyAdd(n, TLanes.Create(-0.693359375f), x);
        r = TLanes.FusedMultiplyAdd(n, TLanes.Create(2.12194440e-4f), r);
        var p = TLanes.Create(1.9875691500e-4f);
        p = TLanes.FusedMultiplyAdd(p, r, TLanes.Create(1.3981999507e-3f));
        p = TLanes.FusedMultiplyAdd(p, r, TLanes.Create(8.3334519073e-3f));
        p = TLanes.FusedMultiplyAdd(p, r, TLanes.Create(4.1665795894e-2f));
        p = TLanes.FusedMultiplyAdd(p, r, TLanes.Create(1.6666665459e-1f));
        p = TLanes.FusedMultiplyAdd(p, r, TLanes.Create(5.0000001201e-1f));
        var y = TLanes.FusedMultiplyAdd(p, r * r, r) + TLanes.Create(1);
        return y * TLanes.PowerOfTwo(shifted);
    }
}
