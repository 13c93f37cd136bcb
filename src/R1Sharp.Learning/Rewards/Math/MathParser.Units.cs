// Units and nouns behind a value: 5 cm^2, 60 km/h, 12 square inches, 7 apples, 30 元.

namespace R1Sharp.Learning.Rewards.Mathematics;

sealed partial class MathParser
{
    static readonly HashSet<string> Dropped = new(StringComparer.OrdinalIgnoreCase)
    {
        "of", "in", "the", "a", "an", "total", "are", "is", "each", "left", "more", "old", "altogether", "long", "per", "at", "every",
    };

    Expression WithUnit(Expression value)
    {
        if (Current.Kind == MathTokenKind.Word && Current.Text is "percent" or "percentage" or "pct" or "Percent")
        {
            _scanner.Advance();
            value = Expression.Of(ExpressionKind.Percent, value);
        }
        var words = new List<(string Word, int Power)>();
        int sign = 1, nextPower = 1;
        while (words.Count <= LongestUnit)
        {
            if (Current.Kind == MathTokenKind.Word)
            {
                string word = Current.Text;
                if (Conditions.Contains(word))
                    throw new NotUnderstoodException($"a condition in words ('{word}')");
                _scanner.Advance();
                if (word == "per")
                    sign = -1;
                else if (word is "square" or "sq" or "cubic" or "cu")
                    nextPower = word is "square" or "sq" ? 2 : 3;
                else if (word is "squared" or "cubed" && words.Count > 0)
                    words[^1] = (words[^1].Word, words[^1].Power * (word == "squared" ? 2 : 3));
                else if (words.Count == 0 && Power(word) is { } thousands)
                    value = Expression.Product(value, Expression.Number(thousands));
                else if (!Dropped.Contains(word))
                {
                    words.Add((word, sign * nextPower * UnitPower()));
                    nextPower = 1;
                }
            }
            else if (IsUnitLetter(words.Count > 0))
            {
                string letter = Current.Text;
                _scanner.Advance();
                words.Add((letter, sign * UnitPower()));
            }
            else if (words.Count > 0 && Current.Is("/"))
            {
                _scanner.Advance();
                sign = -1;
            }
            else if (!(words.Count > 0 && (Accept("*") || Accept("."))))
                break;
        }
        if (words.Count == 0)
            return value;
        var unit = Units.Combine(words);
        return Expression.Of(ExpressionKind.Quantity, unit.IsKnown ? unit.Dimension : "noun " + unit.Dimension, value, Expression.Number(unit.Factor), Letters(words));
    }

    // What the unit is if its letters are variables.
    static Expression Letters(List<(string Word, int Power)> words) => Expression.Product([.. words.Select(word =>
        Expression.Power(Expression.Product([.. word.Word.Select(c => Expression.Symbol(c.ToString()))]), Expression.Number(word.Power)))]);

    // 1 hour 30 minutes, 5 feet 6 inches: in the smaller unit.
    Expression Compound(Expression value)
    {
        while (value is { Kind: ExpressionKind.Quantity, Parts: [{ IsNumber: true } large, var largeFactor, ..] } && Current.Kind == MathTokenKind.Number)
        {
            var next = WithUnit(Power());
            if (next is not { Kind: ExpressionKind.Quantity, Parts: [{ IsNumber: true } small, var smallFactor, ..] } || next.Name != value.Name || next.Name.StartsWith("noun", StringComparison.Ordinal))
                throw new NotUnderstoodException("two quantities side by side");
            value = Expression.Of(ExpressionKind.Quantity, next.Name, Expression.Number(large.Value * largeFactor.Value / smallFactor.Value + small.Value), smallFactor);
        }
        return value;
    }

    static Rational? Power(string word) => word.ToLowerInvariant() switch { "thousand" => 1000, "million" => 1_000_000, "billion" => 1_000_000_000, "trillion" => (Rational)System.Numerics.BigInteger.Pow(10, 12), _ => null };

    // A single letter is a unit where it stands upright, in plain text behind a space, or behind another unit ("km/h").
    bool IsUnitLetter(bool afterUnit) =>
        Current.Kind == MathTokenKind.Letter && Current.Text.Length == 1 && Units.IsKnown(Current.Text)
            && (Current.IsUpright || afterUnit || _isPlain && Current.HasSpaceBefore && Current.Text is "m" or "s" or "g" or "h" or "L");

    int UnitPower()
    {
        if (!Accept("^"))
            return 1;
        bool braced = Accept("{");
        int sign = Accept("-") ? -1 : 1;
        if (Current.Kind != MathTokenKind.Number || !Current.Value.IsInteger || Current.Value.CompareTo(9) > 0)
            throw Unexpected();
        int power = (int)Current.Value.Numerator * sign;
        _scanner.Advance();
        if (braced)
            Expect("}");
        return power;
    }
}
