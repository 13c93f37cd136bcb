// Whether a normal form is 0 because of the rules of arithmetic alone, whatever its atoms are: its value modulo the prime
// 2^61 − 1 with random numbers for sin x, e^x, ln y, n! and all else that is no sum, product or power. A difference that
// vanishes so is an identity: what holds for independent numbers holds for these. That it does not vanish says nothing.

using R1Sharp.Numerics;

namespace R1Sharp.Learning.Rewards.Mathematics;

/// <summary>Proves identities between atoms.</summary>
/// <param name="normalizer">The maker of the normal forms.</param>
/// <param name="fuel">Pays for it.</param>
sealed class AtomIdentity(Normalizer normalizer, Fuel fuel)
{
    const int Points = 2, MostTries = 4, LargestExponent = 1_000_000;

    // Roots up to the 12th are powers of one number.
    const int RootParts = 12;

    /// <summary>Whether the form is 0 for all values of its atoms; wrongly so with a probability below 2^-100.</summary>
    public bool Vanishes(NormalForm form)
    {
        int points = 0;
        for (int trial = 0; trial < MostTries && points < Points; trial++)
            if (Value(form, trial, 0) is { } value)
            {
                if (value != 0)
                    return false;
                points++;
            }
        return points == Points;
    }

    ulong? Value(NormalForm form, int trial, int depth)
    {
        ulong sum = 0;
        foreach (var (monomial, coefficient) in form.Terms)
        {
            if (ModularEvaluator.Of(coefficient) is not { } term)
                return null;
            foreach (var (atom, exponent) in monomial.Powers)
            {
                fuel.Spend(12);
                if (Power(atom, exponent, trial, depth) is not { } factor)
                    return null;
                term = ModularEvaluator.Multiply(term, factor);
            }
            sum = (sum + term) % ModularEvaluator.Prime;
        }
        return sum;
    }

    ulong? Power(int atom, Rational exponent, int trial, int depth)
    {
        string key = normalizer.AtomKey(atom);
        var expression = normalizer.AtomExpression(atom);
        bool isSum = expression.Kind is ExpressionKind.Sum or ExpressionKind.Product && depth < Fuel.MaxDepth;
        if (expression.IsNumber || isSum && !exponent.IsInteger)
        {
            // A root of a number or of a sum is one more independent number beside its whole powers.
            var whole = exponent.Floor();
            var rest = exponent - whole;
            ulong root = rest.IsZero ? 1 : Random($"{key}^{rest}", trial);
            return Raised(expression.IsNumber ? ModularEvaluator.Of(expression.Value) : Inside(expression, trial, depth), whole) is { } power
                ? ModularEvaluator.Multiply(power, root) : null;
        }
        if (isSum)
            return Raised(Inside(expression, trial, depth), exponent);
        var parts = exponent * RootParts;
        return parts.IsInteger ? Raised(Random(key, trial), parts.Numerator) : Random($"{key}^{exponent}", trial);
    }

    ulong? Inside(Expression expression, int trial, int depth)
    {
        if (expression.Kind == ExpressionKind.Sum)
            return Value(normalizer.Normalize(expression), trial, depth + 1);
        ulong? product = 1;
        foreach (var part in expression.Parts)
            product = product is { } p && Value(normalizer.Normalize(part), trial, depth + 1) is { } factor ? ModularEvaluator.Multiply(p, factor) : null;
        return product;
    }

    static ulong? Raised(ulong? value, Rational exponent) =>
        value is { } v && exponent.IsInteger && System.Numerics.BigInteger.Abs(exponent.Numerator) < LargestExponent
            ? ModularEvaluator.Power(v, (int)exponent.Numerator) : null;

    static ulong Random(string key, int trial)
    {
        ulong seed = 14695981039346656037;
        foreach (char c in key)
            seed = (seed ^ c) * 1099511628211;
        var random = new RandomStream(seed, RandomPurpose.Evaluation, 6, trial);
        return (((ulong)random.NextUInt() << 32) | random.NextUInt()) % ModularEvaluator.Prime;
    }
}
