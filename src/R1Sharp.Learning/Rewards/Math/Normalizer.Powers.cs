// Powers whose exponent is not a number: 2^(n+1) = 2 · 2^n, e^(2x) = (e^x)², x^(n+1) = x · x^n.

namespace R1Sharp.Learning.Rewards.Mathematics;

sealed partial class Normalizer
{
    NormalForm SymbolicPower(NormalForm @base, NormalForm exponent, Expression whole)
    {
        if (@base.AsRational is { } number)
        {
            if (number == Rational.One)
                return @base;
            if (number.Sign > 0)
            {
                var result = NormalForm.Of(1);
                foreach (var (prime, count) in Factors.Of(number, fuel))
                    result = Multiply(result,
                        Split(prime.ToString(System.Globalization.CultureInfo.InvariantCulture), Expression.Number(prime), true, Scale(exponent, count)));
                return result;
            }
        }
        if (@base.SingleTerm is { } term && term.Coefficient == Rational.One && term.Monomial.Powers.Length == 1
            && term.Monomial.Powers[0].Exponent == Rational.One)
        {
            var atom = _atoms[term.Monomial.Powers[0].Atom];
            return Split(atom.Key, atom.Expression, atom.IsPositive, exponent);
        }
        return Atom(Key(@base) + "^" + Key(exponent), whole, false);
    }

    // base^(Σ c m) = Π (base^m)^c, with the number among the terms as a power of the base itself.
    NormalForm Split(string key, Expression @base, bool isPositive, NormalForm exponent)
    {
        var result = NormalForm.Of(1);
        foreach (var (monomial, coefficient) in exponent.Terms)
        {
            if (monomial.IsOne)
            {
                result = Multiply(result, Power(Normalize(@base), coefficient));
                continue;
            }
            bool takesCoefficient = isPositive && IsReal(monomial) || coefficient.IsInteger;
            var term = NormalForm.Of(takesCoefficient ? 1 : coefficient, monomial);
            var expression = Expression.Power(@base, ToExpression(term));
            result = Multiply(result, Atom(key + "^" + Key(term), expression, isPositive && IsReal(monomial), takesCoefficient ? coefficient : Rational.One));
        }
        return result;
    }

    bool IsReal(Monomial monomial)
    {
        foreach (var (atom, _) in monomial.Powers)
            if (_atoms[atom].Expression.Any(e => e is { Kind: ExpressionKind.Constant, Name: "i" }))
                return false;
        return true;
    }

    /// <summary>A formula with this normal form.</summary>
    public Expression ToExpression(NormalForm form)
    {
        var terms = new List<Expression>();
        foreach (var (monomial, coefficient) in form.Terms)
        {
            var factors = new List<Expression>();
            if (coefficient != Rational.One || monomial.IsOne)
                factors.Add(Expression.Number(coefficient));
            foreach (var (atom, exponent) in monomial.Powers)
            {
                fuel.Spend(2);
                factors.Add(exponent == Rational.One ? _atoms[atom].Expression : Expression.Power(_atoms[atom].Expression, Expression.Number(exponent)));
            }
            terms.Add(Expression.Product([.. factors]));
        }
        return terms.Count == 0 ? Expression.Zero : Expression.Sum([.. terms]);
    }
}
