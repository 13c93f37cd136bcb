// Proofs for formulas of whole numbers. Floors, remainders, common divisors, (−1)^n and cos nπ repeat: with n = L m + r and a
// suitable L they are polynomials for each of the L remainders r, and polynomials are compared exactly. Factorials and
// binomials become products over the smallest factorial of their kind: (n+1)! = (n+1) n!; what is left is arithmetic.

using System.Numerics;

namespace R1Sharp.Learning.Rewards.Mathematics;

/// <summary>Proves identities between formulas of whole numbers.</summary>
/// <param name="letters">The letters that stand for whole numbers.</param>
/// <param name="fuel">Pays for it.</param>
sealed class WholeProof(HashSet<string> letters, Fuel fuel)
{
    const int MostClasses = 150, LargestModulus = 60;

    /// <summary>Whether they are the same for all whole numbers where both have values; false where that is not proved.</summary>
    public bool AreEqual(Expression a, Expression b)
    {
        var difference = Factorials.Lowered(Canonical(Expression.Difference(a, b)), fuel);
        var moduli = Moduli(difference);
        string[] names = [.. moduli.Keys];
        long classes = moduli.Values.Aggregate(1L, (p, m) => p > MostClasses || m > LargestModulus ? MostClasses + 1 : p * m);
        if (classes > MostClasses)
            return false;
        for (long number = 0; number < classes; number++)
        {
            long rest = number;
            var values = new Dictionary<string, Expression>();
            foreach (string name in names)
            {
                long modulus = moduli[name];
                values[name] = Expression.Sum(Expression.Product(Expression.Number((BigInteger)modulus), Expression.Symbol(name)),
                    Expression.Number((BigInteger)(rest % modulus)));
                rest /= modulus;
            }
            if (!VanishesWith(difference, values))
                return false;
        }
        return true;
    }

    bool VanishesWith(Expression difference, Dictionary<string, Expression> values)
    {
        var normalizer = new Normalizer(fuel);
        var changed = values.Count == 0 ? difference : difference.Rewrite(e => e.Kind == ExpressionKind.Symbol ? values.GetValueOrDefault(e.Name) : Worked(e));
        var form = normalizer.Normalize(changed);
        return form.IsZero || new AtomIdentity(normalizer, fuel).Vanishes(form);
    }

    // For whole P: ⌈√P⌉ = ⌊√(P−1)⌋ + 1, and so with other roots and with logarithms to a whole base.
    Expression Canonical(Expression e) => e.Rewrite(n =>
    {
        if (n is not
            {
                Kind: ExpressionKind.Function, Name: "ceil",
                Parts: [{ Kind: ExpressionKind.Function, Name: "root" or "log", Parts: [var inside, { IsNumber: true } degree] } f]
            }
            || !degree.Value.IsInteger || degree.Value.CompareTo(2) < 0 || Polynomial(inside) is not { } terms || terms.Any(t => !t.Coefficient.IsInteger))
            return null;
        var before = Expression.Function(f.Name, Expression.Difference(inside, Expression.One), degree);
        return Expression.Sum(Expression.Function("floor", before), Expression.One);
    });

    // For every letter the numbers that its functions repeat after, multiplied.
    SortedDictionary<string, long> Moduli(Expression formula)
    {
        var moduli = new SortedDictionary<string, long>(StringComparer.Ordinal);
        formula.Any(e =>
        {
            if (Period(e) is not { } period || period.IsOne)
                return false;
            var names = new List<string>();
            e.CollectSymbols(names);
            foreach (string name in names.Where(letters.Contains))
            {
                long known = moduli.GetValueOrDefault(name, 1);
                moduli[name] = period > LargestModulus || known > LargestModulus ? LargestModulus + 1 : known % (long)period == 0 ? known
                    : (long)period * known;
            }
            return false;
        });
        return moduli;
    }

    BigInteger? Period(Expression e)
    {
        if (e.Kind == ExpressionKind.Power && e.Parts[0] is { IsNumber: true } minusOne && minusOne.Value == -1 && !e.Parts[1].IsConstant)
            return 2 * Denominator(e.Parts[1]);
        if (e.Kind != ExpressionKind.Function || e.IsConstant)
            return null;
        return e.Name switch
        {
            "floor" or "ceil" => Denominator(e.Parts[0]),
            "mod" when e.Parts[1].IsNumber && e.Parts[1].Value.Sign > 0 => e.Parts[1].Value.Numerator * Denominator(e.Parts[0]),
            "gcd" when e.Parts is [_, { IsNumber: true } n] => BigInteger.Abs(n.Value.Numerator),
            "gcd" when e.Parts is [{ IsNumber: true } n, _] => BigInteger.Abs(n.Value.Numerator),
            "sin" or "cos" or "tan" => 2 * Denominator(Expression.Quotient(e.Parts[0], Expression.Constant("pi"))),
            _ => null,
        };
    }

    BigInteger Denominator(Expression e)
    {
        BigInteger below = 1;
        foreach (var coefficient in new Normalizer(fuel).Normalize(e).Terms.Values)
            below = below / BigInteger.GreatestCommonDivisor(below, coefficient.Denominator) * coefficient.Denominator;
        return below;
    }

    // The terms of a polynomial in the whole letters; null for anything else.
    List<(bool IsConstant, Rational Coefficient)>? Polynomial(Expression e)
    {
        var normalizer = new Normalizer(fuel);
        var terms = new List<(bool, Rational)>();
        foreach (var (monomial, coefficient) in normalizer.Normalize(e).Terms)
        {
            foreach (var (atom, exponent) in monomial.Powers)
                if (normalizer.AtomExpression(atom) is not { Kind: ExpressionKind.Symbol } letter || !letters.Contains(letter.Name) || !exponent.IsInteger
                    || exponent.Sign < 0)
                    return null;
            terms.Add((monomial.IsOne, coefficient));
        }
        return terms;
    }

    // A function of a polynomial whose letters only add what it does not see is worked out; null keeps it.
    Expression? Worked(Expression e)
    {
        bool isPower = e.Kind == ExpressionKind.Power && e.Parts[0] is { IsNumber: true } minusOne && minusOne.Value == -1 && !e.Parts[1].IsConstant;
        if (!isPower && (e.Kind != ExpressionKind.Function || e.IsConstant))
            return null;
        if (isPower)
            return Constant(e.Parts[1], 2) is { IsInteger: true } parity ? Expression.Number(parity.Numerator.IsEven ? 1 : -1) : null;
        switch (e.Name)
        {
            case "floor" or "ceil":
                return Rounded(e);
            case "mod" when e.Parts[1].IsNumber && e.Parts[1].Value.Sign > 0:
                var quotient = Expression.Function("floor", Expression.Quotient(e.Parts[0], e.Parts[1]));
                return Rounded(quotient) is { } whole ? Expression.Difference(e.Parts[0], Expression.Product(e.Parts[1], whole)) : null;
            case "gcd" when e.Parts.Length == 2:
                var (inside, number) = e.Parts[0].IsNumber ? (e.Parts[1], e.Parts[0]) : (e.Parts[0], e.Parts[1]);
                return number.IsNumber && number.Value.IsInteger && Constant(inside, number.Value) is { IsInteger: true } rest
                    ? Expression.Number(BigInteger.GreatestCommonDivisor(rest.Numerator, number.Value.Numerator)) : null;
            case "sin" or "cos" or "tan":
                return Constant(Expression.Quotient(e.Parts[0], Expression.Constant("pi")), 2) is { } turns
                    ? Expression.Function(e.Name, Expression.Product(Expression.Number(turns), Expression.Constant("pi"))) : null;
            default:
                return null;
        }
    }

    // The constant term, if all other coefficients are multiples of the modulus.
    Rational? Constant(Expression e, Rational modulus)
    {
        if (modulus.IsZero || Polynomial(e) is not { } terms)
            return null;
        var constant = Rational.Zero;
        foreach (var (isConstant, coefficient) in terms)
            if (isConstant)
                constant = coefficient;
            else if (!(coefficient / modulus).IsInteger)
                return null;
        return constant;
    }

    Expression? Rounded(Expression e)
    {
        if (Constant(e.Parts[0], 1) is not { } constant)
            return null;
        var rounded = e.Name == "floor" ? constant.Floor() : -(-constant).Floor();
        return Expression.Sum(e.Parts[0], Expression.Number(-constant), Expression.Number(rounded));
    }
}
