// Quantities with units, and percentages.

using R1Sharp.Learning.Rewards.Reading;

namespace R1Sharp.Learning.Rewards.Mathematics;

sealed partial class AnswerComparison
{
    const string Degrees = "angle^1", Radian = "radian^1";

    // Units of one dimension are converted; a unit on one side only is passed over. Degrees are a unit, and also a number.
    MathJudgement? Quantities(Expression a, Expression b)
    {
        var (x, y) = (AsQuantity(a), AsQuantity(b));
        if (x is null && y is null)
            return Percents(a, b);
        if (x is { } p && y is { } q)
            return BothQuantities(p, q);
        var quantity = x ?? y!;
        var other = x is null ? a : b;
        if (other.Kind is ExpressionKind.List or ExpressionKind.Set or ExpressionKind.Text)
            return null;
        if (IsUnclear(quantity))
            return MathJudgement.Undecided($"a number that a word changes ('{quantity.Name[(Unit.Unclear.Length + 1)..]}')");
        var radians = Radians(quantity);
        if (quantity.Name == Degrees && !radians.Any(n => n.Kind is ExpressionKind.Bracket or ExpressionKind.Relation)
            && Side(x is not null, radians, other) is { IsEqual: true } converted)
            return converted;
        // A letter that stands for a unit here may stand for a variable there: 5 m.
        if (quantity.Parts.Length > 2 && !other.IsConstant
            && Side(x is not null, Expression.Product(quantity.Parts[0], quantity.Parts[2]), other) is { IsEqual: true } asLetters)
            return asLetters;
        return _options.DropLoneUnits ? Side(x is not null, quantity.Parts[0], other) : MathJudgement.Different("a unit is missing");
    }

    MathJudgement BothQuantities(Expression p, Expression q)
    {
        if (p.Name == q.Name)
            return Compare(Converted(p), Converted(q));
        if (IsUnclear(p) || IsUnclear(q))
            return MathJudgement.Undecided("a number that a word changes");
        if (p.Name.Length == 0 || q.Name.Length == 0)
            return Compare(p.Parts[0], q.Parts[0]);
        if (p.Name == Degrees && q.Name == Radian)
            return Compare(Radians(p), q.Parts[0]);
        if (p.Name == Radian && q.Name == Degrees)
            return Compare(p.Parts[0], Radians(q));
        if (Kelvin(p) is { } warm && Kelvin(q) is { } cold)
            return Compare(warm, cold);
        if (Resolved(p, q.Name) is { } first)
            return BothQuantities(first, q);
        if (Resolved(q, p.Name) is { } second)
            return BothQuantities(p, second);
        bool areNouns = p.Name.StartsWith(Unit.Noun, StringComparison.Ordinal) || q.Name.StartsWith(Unit.Noun, StringComparison.Ordinal);
        if (areNouns)
            return Compare(p.Parts[0], q.Parts[0]) is { Verdict: MathVerdict.Different } values ? values
                : MathJudgement.Undecided("the same number of different things");
        // 365 days may be a year, and 2000 pounds a ton.
        bool isVague = p.Name.Contains("month", StringComparison.Ordinal) != q.Name.Contains("month", StringComparison.Ordinal) && (p.Name + q.Name)
            .Contains("time", StringComparison.Ordinal);
        return isVague ? MathJudgement.Undecided("months and years have no fixed number of days") : MathJudgement.Different("different units");
    }

    // A pound is money beside money, and a mass beside a mass; a ton has 2000 pounds beside pounds, else 1000 kilograms.
    static Expression? Resolved(Expression quantity, string other)
    {
        static Rational FactorOf(string unit) => Units.Combine([(unit, 1)]).Factor;
        if (quantity.Name == "ton^1" && other is "mass^1" or "pound^1")
            return other == "mass^1" ? Changed(quantity, other, 1000) : Changed(quantity, other, 2000);
        bool isPound = quantity.Name.Contains("pound^", StringComparison.Ordinal);
        if (!isPound || !other.Contains("sterling^", StringComparison.Ordinal) && !other.Contains("mass^", StringComparison.Ordinal))
            return null;
        if (other.Contains("sterling^", StringComparison.Ordinal))
            return quantity.Name == "pound^1" ? Changed(quantity, "sterling^1", 1) : null;
        return quantity.Name == "pound^1" ? Changed(quantity, "mass^1", FactorOf("lb")) : null;
    }

    static Expression Changed(Expression quantity, string name, Rational factor) =>
        Expression.Of(ExpressionKind.Quantity, name, quantity.Parts[0], Expression.Number(quantity.Parts[1].Value * factor));

    // A temperature in kelvins; null for anything else.
    static Expression? Kelvin(Expression quantity) => quantity.Name switch
    {
        "kelvin^1" => quantity.Parts[0],
        "celsius^1" => Expression.Sum(quantity.Parts[0], Expression.Number(new Rational(27315, 100))),
        "fahrenheit^1" =>
            Expression.Product(Expression.Sum(quantity.Parts[0], Expression.Number(new Rational(45967, 100))), Expression.Number(new Rational(5, 9))),
        _ => null,
    };

    static bool IsUnclear(Expression quantity) => quantity.Name.StartsWith(Unit.Unclear, StringComparison.Ordinal);

    MathJudgement Side(bool first, Expression changed, Expression other) => first ? Compare(changed, other) : Compare(other, changed);

    static Expression Radians(Expression quantity) =>
        Expression.Product(quantity.Parts[0], Expression.Constant("pi"), Expression.Number(quantity.Parts[1].Value * new Rational(1, 180)));

    static Expression? AsQuantity(Expression e)
    {
        if (e.Kind == ExpressionKind.Quantity)
            return e;
        if (e is { Kind: ExpressionKind.Function, Name: "degrees" })
            return Expression.Of(ExpressionKind.Quantity, Degrees, e.Parts[0], Expression.One);
        if (e is { Kind: ExpressionKind.Product, Parts: [{ IsNumber: true } sign, { Kind: ExpressionKind.Quantity } inner] })
            return Expression.Of(ExpressionKind.Quantity, inner.Name, [Expression.Product(sign, inner.Parts[0]), .. inner.Parts[1..]]);
        // −30°
        return e is { Kind: ExpressionKind.Product, Parts: [{ IsNumber: true }, { Kind: ExpressionKind.Function, Name: "degrees" } angle] }
            ? Expression.Of(ExpressionKind.Quantity, Degrees, Expression.Product(e.Parts[0], angle.Parts[0]), Expression.One) : null;
    }

    static Expression Converted(Expression quantity) =>
        quantity.Parts[1].Value == Rational.One
            || quantity.Parts[0].Kind is not (ExpressionKind.Number or ExpressionKind.Sum or ExpressionKind.Product or ExpressionKind.Power
            or ExpressionKind.Function)
            ? quantity.Parts[0] : Expression.Product(quantity.Parts[0], Expression.Number(quantity.Parts[1].Value));

    MathJudgement? Percents(Expression a, Expression b)
    {
        bool percentA = a.Kind == ExpressionKind.Percent, percentB = b.Kind == ExpressionKind.Percent;
        if (!percentA && !percentB)
            return null;
        if (percentA && percentB)
            return Compare(a.Parts[0], b.Parts[0]);
        var (inner, other) = percentA ? (a.Parts[0], b) : (b.Parts[0], a);
        if (other.Kind is ExpressionKind.List or ExpressionKind.Set or ExpressionKind.Bracket)
            return null;
        var hundredth = Expression.Product(inner, Expression.Number(new Rational(1, 100)));
        var first = _options.Percent == PercentReading.Dropped ? MathJudgement.Different("") : Side(percentA, hundredth, other);
        return first.IsEqual || _options.Percent == PercentReading.Hundredth ? first : Side(percentA, inner, other);
    }
}
