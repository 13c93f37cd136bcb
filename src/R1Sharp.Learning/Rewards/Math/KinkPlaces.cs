// The places of the kinks along a line: exact for polynomials and for absolute values, maxima and signs of them; for other
// formulas found by walking along the line in steps from very small to very large and halving wherever a sign changes or
// a value comes near zero.

namespace R1Sharp.Learning.Rewards.Mathematics;

/// <summary>Finds the places of kinks in formulas of one variable.</summary>
/// <param name="name">The variable.</param>
/// <param name="fuel">Pays for it.</param>
sealed class KinkPlaces(string name, Fuel fuel)
{
    const int MostPlaces = 16, Halvings = 60, WalkFactors = 82;
    const double FirstStep = 1e-9, WalkFactor = 4, RowEnd = 16, RowStep = 0.25, NearZero = 1e-7, Distance = 1e-6;

    /// <summary>Whether some polynomial has a square in it without a real root: its zeros may lie where no line comes.</summary>
    public bool HasHiddenSquare { get; private set; }

    /// <summary>The places in ascending order, those near 0 first where there are too many.</summary>
    public List<Rational> Of(IEnumerable<Kink> kinks, IEnumerable<double> marks)
    {
        var places = new List<Rational>();
        List<double>? steps = null;
        foreach (var kink in kinks)
        {
            if (Coefficients(kink.Zero) is { } polynomial)
                places = PolynomialRoots.Sorted([.. places, .. OfPolynomial(polynomial, kink)]);
            else if (IsPiecewise(kink.Zero))
                places = PolynomialRoots.Sorted([.. places, .. OfPieces(kink.Zero, places)]);
            else
                places = PolynomialRoots.Sorted([.. places, .. Apart(places, Walked(kink.Zero, steps ??= Steps(marks)))]);
        }
        return places.Count <= MostPlaces ? places : PolynomialRoots.Sorted([.. places.OrderBy(p => Math.Abs(QuickEvaluator.Of(p))).Take(MostPlaces)]);
    }

    List<Rational> OfPolynomial(Rational[] polynomial, Kink kink)
    {
        if (!kink.ChoosesBranch && !kink.IsNeverNegative && PolynomialRoots.Degree(polynomial) >= 4)
            HasHiddenSquare |= PolynomialRoots.HasHiddenSquare(polynomial, fuel);
        return PolynomialRoots.Places(polynomial, fuel);
    }

    // From the constant upwards; null where it is no polynomial with rational coefficients, or one of high degree.
    Rational[]? Coefficients(Expression e)
    {
        if (e.Any(n => n.Kind is not (ExpressionKind.Number or ExpressionKind.Symbol or ExpressionKind.Sum or ExpressionKind.Product or ExpressionKind.Power)))
            return null;
        var normalizer = new Normalizer(fuel);
        var coefficients = new Rational[PolynomialRoots.MostDegree + 1];
        Array.Fill(coefficients, Rational.Zero);
        foreach (var (monomial, coefficient) in normalizer.Normalize(e).Terms)
        {
            if (monomial.Powers.Length > 1 || !monomial.IsOne && normalizer.AtomExpression(monomial.Powers[0].Atom).Kind != ExpressionKind.Symbol)
                return null;
            var exponent = monomial.IsOne ? Rational.Zero : monomial.Powers[0].Exponent;
            if (!exponent.IsInteger || exponent.Sign < 0 || exponent.CompareTo(PolynomialRoots.MostDegree) > 0)
                return null;
            coefficients[(int)exponent.Numerator] = coefficient;
        }
        return coefficients;
    }

    static bool IsPiece(Expression e) => e.Kind == ExpressionKind.Function && e.Name is "abs" or "sgn" or "max" or "min";

    static bool IsPiecewise(Expression e) => !e.Any(n => n.Kind == ExpressionKind.Function && !IsPiece(n) || n.Kind == ExpressionKind.Constant
        || n.Kind == ExpressionKind.Power && !(n.Parts[1].IsNumber && n.Parts[1].Value.IsInteger && n.Parts[1].Value.Sign >= 0));

    // Between two places every absolute value inside has one sign, so that a polynomial is left.
    List<Rational> OfPieces(Expression zero, List<Rational> places)
    {
        var found = new List<Rational>();
        for (int cell = 0; cell <= places.Count; cell++)
        {
            var inside = Inside(places, cell);
            if (Coefficients(Resolved(zero, inside)) is not { } polynomial)
                continue;
            foreach (var place in PolynomialRoots.Places(polynomial, fuel))
                if ((cell == 0 || place.CompareTo(places[cell - 1]) > 0) && (cell == places.Count || place.CompareTo(places[cell]) < 0))
                    found.Add(place);
        }
        return found;
    }

    static Rational Inside(List<Rational> places, int cell) =>
        places.Count == 0 ? Rational.One : cell == 0 ? places[0] - 1 : cell == places.Count ? places[^1] + 1 : (places[cell - 1] + places[cell]) / 2;

    Expression Resolved(Expression e, Rational at) => e.Rewrite(n =>
    {
        if (!IsPiece(n))
            return null;
        int Sign(Expression u) =>
            new Normalizer(fuel).Normalize(u.Rewrite(s => s.Kind == ExpressionKind.Symbol ? Expression.Number(at) : null)).AsRational?.Sign ?? 0;
        return n.Name switch
        {
            "abs" => Sign(n.Parts[0]) < 0 ? Expression.Negate(n.Parts[0]) : n.Parts[0],
            "sgn" => Expression.Number(Sign(n.Parts[0])),
            _ => n.Parts.Aggregate((p, q) => Sign(Expression.Difference(p, q)) >= 0 == (n.Name == "max") ? p : q),
        };
    });

    // From very small to very large on both sides, in a row around 0, and around the marks.
    static List<double> Steps(IEnumerable<double> marks)
    {
        var steps = new SortedSet<double> { 0 };
        double size = FirstStep;
        for (int i = 0; i < WalkFactors; i++, size *= WalkFactor)
            steps.UnionWith([size, -size]);
        for (double x = RowStep; x <= RowEnd; x += RowStep)
            steps.UnionWith([x + 0.013, -x - 0.017]);
        foreach (double mark in marks.Take(8))
            steps.UnionWith([mark * 0.9 - 0.1, mark - 1e-3, mark + 1e-3, mark * 1.1 + 0.1, -mark * 0.9 + 0.1, -mark - 1e-3, -mark + 1e-3, -mark * 1.1 - 0.1]);
        return [.. steps];
    }

    List<double> Walked(Expression zero, List<double> steps)
    {
        var at = new Dictionary<string, double>();
        double Value(double x)
        {
            at[name] = x;
            return QuickEvaluator.Value(zero, at, fuel);
        }
        var found = new List<double>();
        double[] values = [.. steps.Select(Value)];
        for (int i = 1; i < values.Length; i++)
        {
            bool edge = double.IsNaN(values[i - 1]) != double.IsNaN(values[i]);
            if (edge || Math.Sign(double.IsNaN(values[i]) ? 0 : values[i]) * Math.Sign(double.IsNaN(values[i - 1]) ? 0 : values[i - 1]) < 0)
                found.Add(Crossing(Value, steps[i - 1], steps[i]));
            else if (values[i] == 0)
                found.Add(steps[i]);
            if (i > 1 && Math.Abs(values[i - 1]) < Math.Abs(values[i]) && Math.Abs(values[i - 1]) < Math.Abs(values[i - 2]))
                found.AddRange(Touches(Value, steps[i - 2], steps[i], Math.Max(Math.Abs(values[i]), Math.Abs(values[i - 2]))));
        }
        return found;
    }

    // What was found by walking is known to some digits only: next to another place it is that place.
    static IEnumerable<Rational> Apart(List<Rational> places, List<double> found)
    {
        List<double> known = [.. places.Select(QuickEvaluator.Of)];
        foreach (double place in found.Where(double.IsFinite))
        {
            if (known.Any(k => Math.Abs(k - place) <= Distance * (1 + Math.Abs(place))))
                continue;
            known.Add(place);
            yield return Exact(place);
        }
    }

    static double Crossing(Func<double, double> value, double low, double high)
    {
        double first = value(low);
        for (int i = 0; i < Halvings; i++)
        {
            double middle = low + (high - low) / 2, there = value(middle);
            bool same = double.IsNaN(first) ? double.IsNaN(there) : !double.IsNaN(there) && Math.Sign(there) == Math.Sign(first);
            (low, high) = same ? (middle, high) : (low, middle);
        }
        return high;
    }

    // The smallest absolute value between two steps: a zero without a change of sign, or two zeros close together.
    static List<double> Touches(Func<double, double> value, double low, double high, double around)
    {
        double left = low, right = high;
        for (int i = 0; i < Halvings; i++)
        {
            double a = left + (right - left) * 0.382, b = left + (right - left) * 0.618;
            (left, right) = Math.Abs(value(a)) < Math.Abs(value(b)) ? (left, b) : (a, right);
        }
        double bottom = left + (right - left) / 2, there = value(bottom);
        if (Math.Sign(there) * Math.Sign(value(low)) < 0)
            return [Crossing(value, low, bottom), Crossing(value, bottom, high)];
        return Math.Abs(there) <= NearZero * around ? [bottom] : [];
    }

    static Rational Exact(double value)
    {
        int exponent = value == 0 ? 0 : Math.ILogB(value) - 52;
        var mantissa = new System.Numerics.BigInteger(Math.ScaleB(value, -exponent));
        return exponent >= 0 ? mantissa << exponent : new Rational(mantissa, System.Numerics.BigInteger.One << -exponent);
    }
}
