// Functions in normal form: worked out where the arguments are numbers, rewritten by what defines them, else an atom.

using System.Numerics;

namespace R1Sharp.Learning.Rewards.Mathematics;

sealed partial class Normalizer
{
    const int LargestFactorial = 3000, LargestBinomial = 20_000, MostSummands = 200;

    int _boundDepth;

    static Expression Fn(string name, params Expression[] arguments) => Expression.Function(name, arguments);

    static Expression Times(Expression a, Expression b) => Expression.Product(a, b);

    NormalForm Function(Expression e)
    {
        var a = e.Parts;
        switch (e.Name)
        {
            case "root":
                return Power(Normalize(a[0]), Normalize(Expression.Quotient(Expression.One, a[1])), e);
            case "degrees":
                return Normalize(Times(a[0], Times(Expression.Constant("pi"), Expression.Number(new Rational(1, 180)))));
            case "ln":
                return Logarithm(Normalize(a[0]), e);
            case "log" when a.Length == 2:
                return Normalize(Expression.Quotient(Fn("ln", a[0]), Fn("ln", a[1])));
            case "tan":
                return Normalize(Expression.Quotient(Fn("sin", a), Fn("cos", a)));
            case "cot":
                return Normalize(Expression.Quotient(Fn("cos", a), Fn("sin", a)));
            case "sec":
                return Normalize(Expression.Power(Fn("cos", a), Expression.MinusOne));
            case "csc":
                return Normalize(Expression.Power(Fn("sin", a), Expression.MinusOne));
            case "sinh" or "cosh":
                var half = Expression.Number(new Rational(1, 2));
                var up = Expression.Power(Expression.Constant("e"), a[0]);
                var down = Expression.Power(Expression.Constant("e"), Expression.Negate(a[0]));
                return Normalize(Times(half, e.Name == "sinh" ? Expression.Difference(up, down) : Expression.Sum(up, down)));
            case "tanh":
                return Normalize(Expression.Quotient(Fn("sinh", a), Fn("cosh", a)));
            case "coth":
                return Normalize(Expression.Quotient(Fn("cosh", a), Fn("sinh", a)));
            case "sech":
                return Normalize(Expression.Power(Fn("cosh", a), Expression.MinusOne));
            case "csch":
                return Normalize(Expression.Power(Fn("sinh", a), Expression.MinusOne));
            case "sum" or "prod":
                return Series(e);
            case "integral" or "antiderivative" or "limit" or "derivative" or "partial derivative":
                return Unworked(e);
            case "Gamma":
                return Gamma(e);
            case "floor" or "ceil":
                return Floor(e);
            case "lcm" when a.Length == 2 && !(a[0].IsConstant && a[1].IsConstant):
                return Normalize(Times(Times(a[0], a[1]), Expression.Power(Fn("gcd", a), Expression.MinusOne)));
            case "det" or "transpose" or "trace":
                throw new NotUnderstoodException($"'{e.Name}' in a formula");
            default:
                return Applied(e, [.. a.Select(Normalize)]);
        }
    }

    NormalForm Applied(Expression e, NormalForm[] arguments)
    {
        var numbers = new Rational[arguments.Length];
        bool areNumbers = true;
        for (int i = 0; i < arguments.Length; i++)
            if (arguments[i].AsRational is { } number)
                numbers[i] = number;
            else
                areNumbers = false;
        if (areNumbers && Exact(e.Name, numbers) is { } value)
            return NormalForm.Of(value);
        if (e.Name is "sin" or "cos")
            return SineOrCosine(e, arguments[0]);
        if (e.Name == "abs")
            return AbsoluteValue(arguments[0]);
        if (e.Name is "max" or "min" && arguments.Length == 2)
            return Larger(arguments[0], arguments[1], e.Name == "max" ? 1 : -1);
        bool isCommutative = e.Name is "max" or "min" or "gcd" or "lcm";
        var keys = arguments.Select(Key);
        return Atom($"{e.Name}{string.Join(',', isCommutative ? keys.Order(StringComparer.Ordinal) : keys)}", e, e.Name is "factorial" or "binomial"
            or "permutations");
    }

    // Γ(n + 1) = n!, Γ(1/2) = √π.
    NormalForm Gamma(Expression e)
    {
        var argument = Normalize(e.Parts[0]);
        if (argument.AsRational is not { Denominator: var below } number || below != 2 || BigInteger.Abs(number.Numerator) > LargestFactorial)
            return Normalize(Fn("factorial", Expression.Difference(e.Parts[0], Expression.One)));
        Rational product = 1;
        for (var x = new Rational(1, 2); x.CompareTo(number) < 0; x += 1)
            product *= x;
        for (var x = number; x.CompareTo(new Rational(1, 2)) < 0; x += 1)
            product /= x;
        return Normalize(Times(Expression.Number(product), Expression.Power(Expression.Constant("pi"), Expression.Number(new Rational(1, 2)))));
    }

    // ⌈u⌉ = −⌊−u⌋, and ⌊u + c⌋ = ⌊u⌋ + c for whole c.
    NormalForm Floor(Expression e)
    {
        if (e.Name == "ceil")
            return Scale(Floor(Fn("floor", Expression.Negate(e.Parts[0]))), -1);
        var argument = Normalize(e.Parts[0]);
        if (argument.AsRational is { } number)
            return NormalForm.Of(number.Floor());
        var whole = NormalForm.Of(argument.Terms.GetValueOrDefault(Monomial.One, Rational.Zero).Floor());
        var rest = Subtract(argument, whole);
        return Sum([whole, Atom("floor" + Key(rest), Fn("floor", ToExpression(rest)), false)]);
    }

    Rational? Exact(string name, Rational[] x)
    {
        var a = x[0];
        switch (name)
        {
            case "abs":
                return a.Sign < 0 ? -a : a;
            case "sgn":
                return a.Sign;
            case "re":
                return a;
            case "im":
                return 0;
            case "max":
                return x.Aggregate((p, q) => p.CompareTo(q) >= 0 ? p : q);
            case "min":
                return x.Aggregate((p, q) => p.CompareTo(q) <= 0 ? p : q);
            case "mod" when x[1].Sign != 0:
                return a - x[1] * (a / x[1]).Floor();
            case "arcsin" or "arctan" or "sinh" or "arsinh" or "artanh" or "erf" when a.IsZero:
                return 0;
        }
        return x.All(n => n.IsInteger && n.Sign >= 0) ? Whole(name, [.. x.Select(n => n.Numerator)]) : null;
    }

    Rational? Whole(string name, BigInteger[] x) => name switch
    {
        "factorial" when x[0] <= LargestFactorial => Range(1, (int)x[0], 1),
        "factorial2" when x[0] <= LargestFactorial => Range(x[0].IsEven ? 2 : 1, (int)x[0], 2),
        "binomial" when x[0] <= LargestBinomial => Binomial((int)x[0], x[1]),
        "permutations" when x[0] <= LargestFactorial => x[1] > x[0] ? 0 : Range((int)(x[0] - x[1]) + 1, (int)x[0], 1),
        "gcd" => x.Aggregate(BigInteger.GreatestCommonDivisor),
        "lcm" when x.All(n => n.Sign > 0 && n.GetBitLength() < 2000) && x.Length < 20 => x.Aggregate((p, q) => p / BigInteger.GreatestCommonDivisor(p, q) * q),
        _ => null,
    };

    // Halves of about the same length, which multiply faster than one number at a time.
    BigInteger Range(int from, int to, int step)
    {
        if (to - from > 16 * step)
        {
            int middle = from + (to - from) / step / 2 * step;
            BigInteger low = Range(from, middle, step), high = Range(middle + step, to, step);
            fuel.SpendProduct(low, high);
            return low * high;
        }
        BigInteger product = 1;
        for (int i = from; i <= to; i += step)
        {
            fuel.Spend(1 + (long)product.GetBitLength() / 1024);
            product *= i;
        }
        return product;
    }

    Rational? Binomial(int n, BigInteger k)
    {
        if (k > n)
            return 0;
        if (n - k < k)
            k = n - k;
        if (k > LargestFactorial)
            return null;
        BigInteger result = 1;
        for (int i = 1; i <= (int)k; i++)
        {
            fuel.Spend(4 + (long)result.GetBitLength() / 32);
            result = result * (n - i + 1) / i;
        }
        return result;
    }

    // ln of a product of positive numbers is a sum; ln e = 1.
    NormalForm Logarithm(NormalForm argument, Expression e)
    {
        if (argument.SingleTerm is { Coefficient.Sign: > 0 } term)
        {
            bool positive = true;
            foreach (var (atom, _) in term.Monomial.Powers)
                positive &= _atoms[atom].IsPositive;
            if (positive)
            {
                var parts = new List<NormalForm>();
                foreach (var (prime, count) in term.Coefficient == Rational.One ? [] : Factors.Of(term.Coefficient, fuel))
                    parts.Add(Scale(Atom($"ln {prime}", Fn("ln", Expression.Number(prime)), true), count));
                foreach (var (atom, exponent) in term.Monomial.Powers)
                    parts.Add(_atoms[atom].Key == "\\e" ? NormalForm.Of(exponent)
                        : Scale(Atom($"ln {_atoms[atom].Key}", Fn("ln", _atoms[atom].Expression), false), exponent));
                return Sum(parts);
            }
        }
        if (argument.IsZero)
            throw new NotUnderstoodException("the logarithm of 0");
        return Atom("ln" + Key(argument), e, false);
    }

    NormalForm SineOrCosine(Expression e, NormalForm argument)
    {
        if (MultipleOfPi(argument) is { } turns && Trigonometry.Exact(e.Name, turns) is { } exact)
            return Normalize(exact);
        // sin(−x) = −sin x, cos(−x) = cos x
        bool negative = !argument.IsZero && argument.Ordered(atom => _atoms[atom].Key, fuel)[0].Coefficient.Sign < 0;
        var positive = negative ? Scale(argument, -1) : argument;
        var form = Atom(e.Name + Key(positive), negative ? Fn(e.Name, Expression.Negate(e.Parts[0])) : e, false);
        return negative && e.Name == "sin" ? Scale(form, -1) : form;
    }

    Rational? MultipleOfPi(NormalForm form)
    {
        if (form.IsZero)
            return Rational.Zero;
        return form.SingleTerm is { } term && term.Monomial.Powers.Length == 1 && term.Monomial.Powers[0] is var (atom, exponent)
            && exponent == Rational.One && _atoms[atom].Key == "\\pi" ? term.Coefficient : null;
    }

    // max(a, b) = (a + b + |a − b|) / 2, and min with the other sign.
    NormalForm Larger(NormalForm a, NormalForm b, int sign)
    {
        var gap = Subtract(a, b);
        return Scale(gap.IsZero ? Scale(a, 2) : Sum([a, b, Scale(AbsoluteValue(gap), sign)]), new Rational(1, 2));
    }

    // |c S| = |c| |S|, with S or −S, whichever comes first. |x y| = |x| |y|.
    NormalForm AbsoluteValue(NormalForm argument)
    {
        var content = Content(argument, mayBeNegative: true);
        var primitive = Scale(argument, Rational.One / content);
        var form = primitive.SingleTerm is { } term ? AbsoluteProduct(term.Monomial) : Atom("abs" + Key(primitive), Fn("abs", ToExpression(primitive)), true);
        return Scale(form, content.Sign < 0 ? -content : content);
    }

    NormalForm AbsoluteProduct(Monomial monomial)
    {
        var product = NormalForm.Of(1);
        foreach (var (atom, exponent) in monomial.Powers)
        {
            var (key, expression, isPositive) = _atoms[atom];
            product = Multiply(product, isPositive ? NormalForm.Of(1, new Monomial([(atom, exponent)]))
                : Atom($"abs({key})", Fn("abs", expression), true, exponent));
        }
        return product;
    }

    // With numbers as bounds the members are added or multiplied; else the index gets a name of its own.
    NormalForm Series(Expression e)
    {
        var (from, to) = (Normalize(e.Parts[1]), e.Parts[2] is { Kind: ExpressionKind.Constant, Name: "infinity" } ? null : Normalize(e.Parts[2]));
        if (from.AsRational is { IsInteger: true } first && to?.AsRational is { IsInteger: true } last && (last - first).CompareTo(MostSummands) <= 0)
        {
            var total = NormalForm.Of(e.Name == "sum" ? 0 : 1);
            for (var k = first; k.CompareTo(last) <= 0; k += 1)
            {
                var member = Normalize(BoundVariables.Replaced(e, Expression.Number(k)));
                total = e.Name == "sum" ? Sum([total, member]) : Multiply(total, member);
            }
            return total;
        }
        return Atom($"{e.Name}{Key(from)}..{(to is null ? "infinity" : Key(to))}:{BoundKey(e)}", e, false);
    }

    // An integral, a limit or a derivative that nobody works out: the same where its parts are, whatever the bound letter is called.
    NormalForm Unworked(Expression e)
    {
        var outside = e.Parts[1..^1].Select(p => p.Kind == ExpressionKind.Constant || AnswerShape.InfinitySign(p) != 0 ? p.ToString() : Key(Normalize(p)));
        string letter = BoundVariables.Binds(e) ? "" : e.Parts[0].Name;
        return Atom($"{e.Name}{letter}[{string.Join(',', outside)}]:{(letter.Length == 0 ? BoundKey(e) : Key(Normalize(e.Parts[^1])))}", e, false);
    }

    // The body's key with a number for the letter: 1 in the outermost of nested sums, 2 in the next.
    string BoundKey(Expression e)
    {
        _boundDepth++;
        string key = Key(Normalize(BoundVariables.Replaced(e, Expression.Symbol($"#{_boundDepth}"))));
        _boundDepth--;
        return key;
    }
}
