// Exact sines and cosines.

namespace R1Sharp.Learning.Rewards.Mathematics;

/// <summary>Sines and cosines of multiples of π/12 and π/10.</summary>
static class Trigonometry
{
    /// <summary>The exact value at turns · π; null where it has no short form.</summary>
    public static Expression? Exact(string function, Rational turns)
    {
        // cos x = sin(x + π/2); then into [0, 2) and by symmetry into [0, 1/2].
        var t = function == "cos" ? turns + new Rational(1, 2) : turns;
        t -= (Rational)(2 * (t / 2).Floor());
        int sign = 1;
        if (t.CompareTo(1) >= 0)
            (t, sign) = (t - 1, -1);
        if (t.CompareTo(new Rational(1, 2)) > 0)
            t = Rational.One - t;
        var value = FirstQuadrant(t);
        return value is null ? null : sign < 0 ? Expression.Negate(value) : value;
    }

    static Expression? FirstQuadrant(Rational t) => t.ToString() switch
    {
        "0" => Expression.Zero,
        "1/6" => Expression.Number(new Rational(1, 2)),
        "1/4" => Half(Root(2)),
        "1/3" => Half(Root(3)),
        "1/2" => Expression.One,
        "1/12" => Half(Half(Expression.Difference(Root(6), Root(2)))),
        "5/12" => Half(Half(Expression.Sum(Root(6), Root(2)))),
        "1/10" => Half(Half(Expression.Difference(Root(5), Expression.One))),
        "3/10" => Half(Half(Expression.Sum(Root(5), Expression.One))),
        _ => null,
    };

    static Expression Root(int n) => Expression.Power(Expression.Number(n), Expression.Number(new Rational(1, 2)));

    static Expression Half(Expression e) => Expression.Product(Expression.Number(new Rational(1, 2)), e);
}
