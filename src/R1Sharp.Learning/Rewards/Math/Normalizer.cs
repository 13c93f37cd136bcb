// Brings formulas into normal form, exactly: rational arithmetic, roots of rationals by prime factors, i² = −1, powers of
// e and of primes by their exponents, logarithms of products. What would grow too large stays an atom.

using System.Globalization;
using System.Numerics;

namespace R1Sharp.Learning.Rewards.Mathematics;

/// <summary>Makes normal forms of several formulas with the same atoms.</summary>
/// <param name="fuel">Pays for it.</param>
sealed partial class Normalizer(Fuel fuel)
{
    const int MostTerms = 250, LargestExpandedPower = 24;

    // Measured: a term of a product costs about as much as so many multiplications of words.
    const int TermCost = 80, NodeCost = 20;

    readonly record struct AtomInfo(string Key, Expression Expression, bool IsPositive);

    readonly List<AtomInfo> _atoms = [];
    readonly Dictionary<string, int> _index = new(StringComparer.Ordinal);

    /// <summary>The key of an atom: the same for the same formula behind it.</summary>
    public string AtomKey(int atom) => _atoms[atom].Key;

    /// <summary>The formula behind an atom.</summary>
    public Expression AtomExpression(int atom) => _atoms[atom].Expression;

    /// <summary>A text that is the same for equal normal forms.</summary>
    public string Key(NormalForm form)
    {
        var parts = form.Ordered(atom => _atoms[atom].Key, fuel);
        return "(" + string.Join('+',
            parts.Select(p => p.Coefficient == Rational.One && p.Key.Length > 0 ? p.Key : p.Coefficient + (p.Key.Length > 0 ? "*" + p.Key : ""))) + ")";
    }

    /// <summary>The normal form of a formula.</summary>
    /// <exception cref="NotUnderstoodException">It has parts that are not numbers.</exception>
    public NormalForm Normalize(Expression e)
    {
        fuel.Spend(NodeCost);
        switch (e.Kind)
        {
            case ExpressionKind.Number or ExpressionKind.Based:
                return NormalForm.Of(e.Value);
            case ExpressionKind.Symbol:
                return Atom(Quoted(e.Name), e, false);
            case ExpressionKind.Constant when e.Name == "infinity":
                throw new NotUnderstoodException("arithmetic with infinity");
            case ExpressionKind.Constant:
                return Atom("\\" + e.Name, e, e.Name != "i");
            case ExpressionKind.Sum:
                return Sum(e.Parts.Select(Normalize));
            case ExpressionKind.Product:
                var product = NormalForm.Of(1);
                foreach (var part in e.Parts)
                    product = Multiply(product, Normalize(part));
                return product;
            case ExpressionKind.Power:
                return Power(Normalize(e.Parts[0]), Normalize(e.Parts[1]), e);
            case ExpressionKind.Percent:
                return Scale(Normalize(e.Parts[0]), new Rational(1, 100));
            case ExpressionKind.Ratio when e.Parts.Length == 2:
                return Normalize(Expression.Quotient(e.Parts[0], e.Parts[1]));
            case ExpressionKind.Function:
                return Function(e);
            default:
                throw new NotUnderstoodException($"a {e.Kind.ToString().ToLowerInvariant()} in a formula");
        }
    }

    // A subscript can be a formula: a_{n+k} is not a_n + k.
    static string Quoted(string name) => name.All(c => char.IsLetterOrDigit(c) || c is '_' or '\'' or '#') ? name : $"{{{name}}}";

    /// <summary>The difference of two forms.</summary>
    public NormalForm Subtract(NormalForm a, NormalForm b) => Sum([a, Scale(b, -1)]);

    NormalForm Atom(string key, Expression expression, bool isPositive, Rational? exponent = null)
    {
        if (!_index.TryGetValue(key, out int atom))
        {
            atom = _atoms.Count;
            _atoms.Add(new AtomInfo(key, expression, isPositive));
            _index[key] = atom;
        }
        return NormalForm.Of(1, new Monomial([(atom, exponent ?? Rational.One)]));
    }

    NormalForm Sum(IEnumerable<NormalForm> parts)
    {
        var sum = new NormalForm();
        foreach (var part in parts)
            foreach (var (monomial, coefficient) in part.Terms)
            {
                fuel.Spend(TermCost / 2);
                fuel.SpendRational(coefficient, sum.Terms.GetValueOrDefault(monomial, Rational.One));
                sum.Add(monomial, coefficient);
            }
        return sum;
    }

    NormalForm Scale(NormalForm form, Rational factor)
    {
        var scaled = new NormalForm();
        foreach (var (monomial, coefficient) in form.Terms)
        {
            fuel.Spend(TermCost / 2);
            fuel.SpendRational(coefficient, factor);
            scaled.Add(monomial, coefficient * factor);
        }
        return scaled;
    }

    NormalForm Multiply(NormalForm a, NormalForm b)
    {
        // Too many terms: the product stays as it is.
        if ((long)a.Terms.Count * b.Terms.Count > MostTerms)
            return Atom("[" + string.Join('*', new[] { Key(a), Key(b) }.Order(StringComparer.Ordinal))
                + "]", Expression.Product(ToExpression(a), ToExpression(b)), false);
        var product = new NormalForm();
        foreach (var (monomialA, coefficientA) in a.Terms)
            foreach (var (monomialB, coefficientB) in b.Terms)
            {
                fuel.Spend(TermCost);
                fuel.SpendRational(coefficientA, coefficientB);
                var (monomial, factor) = Tidy(monomialA.Times(monomialB));
                product.Add(monomial, coefficientA * coefficientB * factor);
            }
        return product;
    }

    // i² = −1, and whole powers of primes go into the coefficient.
    (Monomial Monomial, Rational Factor) Tidy(Monomial monomial)
    {
        Rational factor = 1;
        List<(int, Rational)>? powers = null;
        for (int i = 0; i < monomial.Powers.Length; i++)
        {
            var (atom, exponent) = monomial.Powers[i];
            var (rest, part) = Reduced(atom, exponent);
            if (part == Rational.One && rest == exponent)
            {
                powers?.Add((atom, exponent));
                continue;
            }
            powers ??= [.. monomial.Powers[..i].ToArray()];
            factor *= part;
            if (!rest.IsZero)
                powers.Add((atom, rest));
        }
        return powers is null ? (monomial, factor) : (powers.Count == 0 ? Monomial.One : new Monomial([.. powers]), factor);
    }

    (Rational Exponent, Rational Factor) Reduced(int atom, Rational exponent)
    {
        string key = _atoms[atom].Key;
        if (key == "\\i" && exponent.IsInteger)
        {
            int turns = (int)(((exponent.Numerator % 4) + 4) % 4);
            return (turns & 1, turns >= 2 ? -1 : 1);
        }
        if (key.AsSpan().ContainsAnyExceptInRange('0', '9'))
            return (exponent, 1);
        var whole = exponent.Floor();
        var prime = _atoms[atom].Expression.Value.Numerator;
        if (whole.IsZero || BigInteger.Abs(whole) * (long)prime.GetBitLength() > Fuel.MaxBits)
            return (exponent, 1);
        fuel.Spend((long)(BigInteger.Abs(whole) * (long)prime.GetBitLength()) / 16 + 4);
        var power = BigInteger.Pow(prime, (int)BigInteger.Abs(whole));
        return (exponent - whole, whole.Sign > 0 ? power : new Rational(1, power));
    }

    NormalForm Power(NormalForm @base, NormalForm exponent, Expression whole)
    {
        if (exponent.AsRational is { } r)
            return Power(@base, r);
        return SymbolicPower(@base, exponent, whole);
    }

    NormalForm Power(NormalForm @base, Rational r)
    {
        if (r.IsZero)
            return @base.IsZero ? throw new NotUnderstoodException("0 to the power of 0") : NormalForm.Of(1);
        if (@base.IsZero)
            return r.Sign > 0 ? @base : throw new NotUnderstoodException("a division by 0");
        if (r == Rational.One)
            return @base;
        if (@base.SingleTerm is { } term)
            return TermPower(term.Monomial, term.Coefficient, r);
        if (r.IsInteger && r.Sign > 0 && r.CompareTo(LargestExpandedPower) <= 0)
            return Expanded(@base, (int)r.Numerator);
        // (c S)^r = c^r S^r with S primitive; a negative c only where r is whole.
        var content = Content(@base, mayBeNegative: r.IsInteger);
        var primitive = Scale(@base, Rational.One / content);
        var root = Atom(Key(primitive), ToExpression(primitive), false, r);
        return content == Rational.One ? root : Multiply(TermPower(Monomial.One, content, r), root);
    }

    NormalForm Expanded(NormalForm @base, int power)
    {
        if (ExpandedTerms(@base.Terms.Count, power) > MostTerms)
            return Atom(Key(@base), ToExpression(@base), false, power);
        var result = @base;
        for (int i = 1; i < power; i++)
        {
            if ((long)result.Terms.Count * @base.Terms.Count > MostTerms)
                return Atom(Key(@base), ToExpression(@base), false, power);
            result = Multiply(result, @base);
        }
        return result;
    }

    // How many terms the power of a sum of n terms has at most: p + n − 1 over p.
    static double ExpandedTerms(int n, int power)
    {
        double terms = 1;
        for (int i = 1; i <= power; i++)
            terms *= (double)(n - 1 + i) / i;
        return terms;
    }

    // The greatest common divisor of the coefficients, with the sign of the first term where that is wanted.
    Rational Content(NormalForm form, bool mayBeNegative)
    {
        BigInteger above = 0, below = 1;
        foreach (var coefficient in form.Terms.Values)
        {
            fuel.SpendRational(coefficient, new Rational(1, below));
            above = BigInteger.GreatestCommonDivisor(above, coefficient.Numerator);
            below = below / BigInteger.GreatestCommonDivisor(below, coefficient.Denominator) * coefficient.Denominator;
        }
        bool negative = mayBeNegative && form.Ordered(atom => _atoms[atom].Key, fuel)[0].Coefficient.Sign < 0;
        return new Rational(negative ? -above : above, below);
    }

    // (c Π aᵏ)^r
    NormalForm TermPower(Monomial monomial, Rational c, Rational r)
    {
        if (r.IsInteger)
            return WholeTermPower(monomial, c, r);
        var result = NormalForm.Of(1);
        var rest = new List<(int, Rational)>();
        foreach (var (atom, k) in monomial.Powers)
        {
            if (_atoms[atom].IsPositive)
                result = Multiply(result, NormalForm.Of(1, new Monomial([(atom, k * r)])));
            else
                rest.Add((atom, k));
        }
        bool single = rest.Count == 1 && c.Sign > 0 && rest[0].Item2.CompareTo(-1) > 0 && rest[0].Item2.CompareTo(1) <= 0 && KeepsSign(rest[0].Item2, r);
        if (single)
            result = Multiply(result, NormalForm.Of(1, new Monomial([(rest[0].Item1, rest[0].Item2 * r)])));
        else if (rest.Count > 0)
        {
            var residual = NormalForm.Of(c.Sign, new Monomial([.. rest]));
            result = Multiply(result, Atom(Key(residual), ToExpression(residual), false, r));
        }
        else if (c.Sign < 0)
            result = Multiply(result, RootOfMinusOne(r));
        return Multiply(result, PositivePower(c.Sign < 0 ? -c : c, r));
    }

    // (x^k)^r = x^(k r), but not where x^k is positive for negative x and x^(k r) is not: √(x^(2/3)) is no cube root of x.
    static bool KeepsSign(Rational k, Rational r) => !k.Numerator.IsEven || (k * r).Numerator.IsEven;

    // The real root where there is one: the cube root of −8 is −2. √−1 is i.
    NormalForm RootOfMinusOne(Rational r)
    {
        if (!r.Denominator.IsEven)
            return NormalForm.Of(r.Numerator.IsEven ? 1 : -1);
        if (r.Denominator == 2)
        {
            var (monomial, factor) = Tidy(Atom("\\i", Expression.Constant("i"), false, r.Numerator).SingleTerm!.Value.Monomial);
            return NormalForm.Of(factor, monomial);
        }
        return Atom("(-1)", Expression.MinusOne, false, r);
    }

    NormalForm WholeTermPower(Monomial monomial, Rational c, Rational r)
    {
        var powers = new (int, Rational)[monomial.Powers.Length];
        for (int i = 0; i < powers.Length; i++)
            powers[i] = (monomial.Powers[i].Atom, monomial.Powers[i].Exponent * r);
        var (tidy, factor) = Tidy(powers.Length == 0 ? Monomial.One : new Monomial(powers));
        var sized = PositivePower(c.Sign < 0 ? -c : c, r);
        if (c.Sign < 0 && !r.Numerator.IsEven)
            factor = -factor;
        return Multiply(NormalForm.Of(factor, tidy), sized);
    }

    // c^r for positive rational c: whole powers as numbers while they are short, else powers of primes.
    NormalForm PositivePower(Rational c, Rational r)
    {
        if (c == Rational.One)
            return NormalForm.Of(1);
        long bits = (long)(c.Numerator.GetBitLength() + c.Denominator.GetBitLength());
        if (r.IsInteger && BigInteger.Abs(r.Numerator) * bits <= Fuel.MaxBits)
        {
            int n = (int)BigInteger.Abs(r.Numerator);
            fuel.Spend(4 + n * bits / 64 * (1 + n * bits / 1024));
            var power = new Rational(BigInteger.Pow(c.Numerator, n), BigInteger.Pow(c.Denominator, n));
            return NormalForm.Of(r.Sign > 0 ? power : Rational.One / power);
        }
        var result = NormalForm.Of(1);
        foreach (var (prime, count) in Factors.Of(c, fuel))
        {
            var atom = Atom(prime.ToString(CultureInfo.InvariantCulture), Expression.Number(prime), true, r * count);
            var (monomial, factor) = Tidy(atom.SingleTerm!.Value.Monomial);
            result = Multiply(result, NormalForm.Of(factor, monomial));
        }
        return result;
    }
}
