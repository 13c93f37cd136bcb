// Units and nouns behind a value: 5 cm^2, 60 km/h, 12 square inches, 7 apples, 30 元. A word that says something about the
// number itself (pairs, more than, out of) makes the quantity unclear, which is never passed over.

using R1Sharp.Learning.Rewards.Reading;

namespace R1Sharp.Learning.Rewards.Mathematics;

sealed partial class MathParser
{
    static readonly HashSet<string> Dropped = new(StringComparer.OrdinalIgnoreCase)
    {
        "of", "in", "the", "a", "an", "total", "are", "is", "each", "left", "more", "old", "altogether", "long", "per", "at", "every", "wide", "tall", "high",
        "deep", "away", "exactly", "approximately",
    };

    // Behind a number they say something about it.
    static readonly HashSet<string> Changing = new(StringComparer.OrdinalIgnoreCase)
    {
        "pair", "pairs", "couple", "couples", "trio", "trios", "than", "least", "most", "fold", "power", "powers", "root", "roots", "out", "over", "under",
        "below", "above", "off", "short", "minus", "plus", "less",
        "fewer", "factorial", "choose", "modulo", "point", "to", "through", "by", "between", "squared", "cubed", "divided", "multiplied", "double", "twice",
        "thrice", "reciprocal", "mod", "base", "tens", "ones", "percentile",
    };

    // "5 in" is five inches where these follow.
    static readonly HashSet<string> BehindInch = new(StringComparer.OrdinalIgnoreCase) { "long", "wide", "tall", "high", "deep", "thick", "per", "squared",
        "cubed", "of", "away" };

    Expression WithUnit(Expression value, string currency = "")
    {
        value = Percentage(value);
        var words = new List<(string Word, int Power)>();
        if (currency.Length > 0)
            words.Add((currency, 1));
        int sign = 1, nextPower = 1;
        while (words.Count <= LongestUnit)
        {
            if (Current.Kind == MathTokenKind.Word)
            {
                var token = Current;
                string word = token.Text;
                if (Conditions.Contains(word))
                    throw new NotUnderstoodException($"a condition in words ('{word}')");
                _scanner.Advance();
                bool isFirst = words.Count == (currency.Length > 0 ? 1 : 0) && sign == 1;
                if (word is "in" or "per" or "of" && Current.Kind == MathTokenKind.Number && words.Count == 0)
                    return Unclear(value, token);
                if (word == "per" || words.Count > 0 && word is "a" or "an" or "each" or "every" && Current.Kind == MathTokenKind.Word
                    && Units.IsUnit(Current.Text))
                    sign = -1;
                else if (word is "square" or "sq" or "cubic" or "cu")
                    (nextPower, _) = (word is "square" or "sq" ? 2 : 3, Accept("."));
                else if (word is "squared" or "cubed" && words.Count > 0)
                    words[^1] = (words[^1].Word, words[^1].Power * (word == "squared" ? 2 : 3));
                else if (isFirst && nextPower == 1 && EnglishNumerals.Scale(word) is { } scale)
                    value = Expression.Product(value, Expression.Number(scale));
                else if (isFirst && word is "repeating" or "recurring" && Repeated(value) is { } repeated)
                    value = repeated;
                else if (word == "in" && (isFirst || nextPower > 1 || sign < 0) && IsInch())
                    (nextPower, _) = (1, Added(words, "in", sign * nextPower));
                else if (Changing.Contains(word) || EnglishNumerals.IsNumberWord(word) || word is "repeating" or "recurring")
                    return Unclear(value, token);
                else if (!Dropped.Contains(word) && !(currency.Length > 0 && isFirst && IsSameCurrency(word, currency)))
                    (nextPower, _) = (1, Added(words, word, sign * nextPower));
            }
            else if (words.Count > 0 && Current is { Kind: MathTokenKind.Letter, Text: "a" } && IsEach())
                sign = -1;
            else if (IsUnitLetter(words.Count > (currency.Length > 0 ? 1 : 0)))
            {
                string letter = Current.Text == "Omega" ? "ohm" : Current.Text;
                _scanner.Advance();
                (nextPower, _) = (1, Added(words, letter, sign * nextPower));
            }
            else if (Current.Is("/") && (words.Count > 0 || IsRate()))
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
        return Expression.Of(ExpressionKind.Quantity, unit.Name, value, Expression.Number(unit.Factor), Letters(words));
    }

    bool Added(List<(string Word, int Power)> words, string word, int power)
    {
        words.Add((word, power * UnitPower()));
        return true;
    }

    Expression Percentage(Expression value)
    {
        if (Current.Kind != MathTokenKind.Word)
            return value;
        var start = Current;
        if (Current.Text == "per")
            _scanner.Advance();
        if (Current.Kind != MathTokenKind.Word || Current.Text is not ("percent" or "percentage" or "pct" or "Percent")
            && !(start.Text == "per" && Current.Text == "cent"))
        {
            _scanner.Return(start);
            return value;
        }
        _scanner.Advance();
        return Expression.Of(ExpressionKind.Percent, value);
    }

    // 5 pairs, 5 more than x: up to the end of the member.
    Expression Unclear(Expression value, MathToken from)
    {
        if (!value.IsConstant)
            throw new NotUnderstoodException($"the word '{from.Text}'");
        while (!IsSeparator() && !IsEndOfList())
            _scanner.Advance();
        string words = string.Concat(_scanner.Text[from.Start..Current.Start].Where(c => c is not (WordMarks.Start or WordMarks.End or '$')))
            .Trim().ToLowerInvariant();
        return Expression.Of(ExpressionKind.Quantity, $"{Unit.Unclear} {words}", value, Expression.One);
    }

    // 0.3 repeating and 0.333 repeating; nobody knows what repeats in 0.16.
    static Expression? Repeated(Expression value)
    {
        if (value is not { IsNumber: true, Decimals: { } decimals and > 0 })
            return null;
        var scale = System.Numerics.BigInteger.Pow(10, decimals);
        string digits = (value.Value * scale).Numerator.ToString(System.Globalization.CultureInfo.InvariantCulture).PadLeft(decimals, '0')[^decimals..];
        return digits.Distinct().Count() > 1 ? null : Expression.Number(value.Value + new Rational(digits[0] - '0', 9) / scale);
    }

    // "5 in" at the end, before a sign, or "5 in long"; not "5 in total".
    bool IsInch() => Current.Kind is MathTokenKind.End or MathTokenKind.Sign || Current.Kind == MathTokenKind.Word && BehindInch.Contains(Current.Text);

    static bool IsSameCurrency(string word, string currency) => Units.Combine([(word, 1)]) == Units.Combine([(currency, 1)]);

    // 60 miles a day.
    bool IsEach()
    {
        var start = Current;
        _scanner.Advance();
        if (Current.Kind == MathTokenKind.Word && Units.IsUnit(Current.Text))
            return true;
        _scanner.Return(start);
        return false;
    }

    // 3/hour: a word stands behind the stroke.
    bool IsRate()
    {
        var behind = _scanner.Text.AsSpan(Current.End).TrimStart(' ');
        if (behind.Length < 2 || behind[0] != WordMarks.Start && !(char.IsAsciiLetter(behind[0]) && char.IsAsciiLetter(behind[1])))
            return false;
        var start = Current;
        _scanner.Advance();
        bool isWord = Current.Kind == MathTokenKind.Word;
        _scanner.Return(start);
        return isWord;
    }

    // What the unit is if its letters are variables.
    static Expression Letters(List<(string Word, int Power)> words) => Expression.Product([.. words.Select(word =>
        Expression.Power(Expression.Product([.. word.Word.Select(c => Expression.Symbol(c.ToString()))]), Expression.Number(word.Power)))]);

    // 1 hour 30 minutes, 5 feet 6 inches: in the smaller unit.
    Expression Compound(Expression value)
    {
        while (value is { Kind: ExpressionKind.Quantity } && Current.Kind == MathTokenKind.Number)
        {
            _itemStart = Current.Start;
            value = Joined(value, WithUnit(Power())) ?? throw new NotUnderstoodException("two quantities side by side");
        }
        return value;
    }

    // The sum of a quantity and a smaller one of the same dimension; null where they are something else.
    static Expression? Joined(Expression large, Expression small)
    {
        if (large is not { Kind: ExpressionKind.Quantity, Parts: [{ IsNumber: true } above, var aboveFactor, ..] }
            || small is not { Kind: ExpressionKind.Quantity, Parts: [{ IsNumber: true } below, var belowFactor, ..] })
            return null;
        bool isSmaller = belowFactor.Value.CompareTo(aboveFactor.Value) < 0 && (below.Value * belowFactor.Value).CompareTo(aboveFactor.Value) < 0
            && below.Value.Sign >= 0;
        if (large.Name == "pound^1" && small.Name == "mass^1")
            return Joined(Expression.Of(ExpressionKind.Quantity, small.Name, above, Expression.Number(Units.Combine([("lb", 1)]).Factor)), small);
        if (small.Name != large.Name || !isSmaller || large.Name.Length == 0 || large.Name.StartsWith(Unit.Noun, StringComparison.Ordinal)
            || large.Name.StartsWith(Unit.Unclear, StringComparison.Ordinal))
            return null;
        return Expression.Of(ExpressionKind.Quantity, small.Name, Expression.Number(above.Value * aboveFactor.Value / belowFactor.Value + below.Value),
            belowFactor);
    }

    // A single letter is a unit where it stands upright, behind another unit ("km/h"), or in plain text behind a number and a space.
    bool IsUnitLetter(bool afterUnit) =>
        Current.Kind == MathTokenKind.Letter && (Current.Text.Length == 1 && Units.IsKnown(Current.Text) || Current.Text == "Omega")
            && (Current.IsUpright || afterUnit || (IsBehindPlainNumber() || IsBehindPowerOfTen())
                && (Current.Text == "Omega" || (_isPlain || IsBehindPowerOfTen()) && Current.HasSpaceBefore && Current.Text is "m" or "s" or "g" or "h" or "L"
                or "N" or "J" or "W" or "V" or "K" or "C" or "F" or "A"));

    // x + 5 m is no length.
    bool IsBehindPlainNumber() => !_scanner.Text.AsSpan(_itemStart, Math.Max(0, Current.Start - _itemStart)).ContainsAnyInRange('a', 'z')
        && !_scanner.Text.AsSpan(_itemStart, Math.Max(0, Current.Start - _itemStart)).ContainsAnyInRange('A', 'Z');

    // 1.6 \times 10^{-19} C
    bool IsBehindPowerOfTen()
    {
        var before = _scanner.Text.AsSpan(_itemStart, Math.Max(0, Current.Start - _itemStart)).TrimEnd(" ~}").TrimEnd("0123456789").TrimEnd("-{ ");
        return before.EndsWith("10^") && !before[..^3].EndsWith("_");
    }

    int UnitPower()
    {
        // cm2
        if (Current is { Kind: MathTokenKind.Number, HasSpaceBefore: false, Text: "2" or "3" })
        {
            int attached = Current.Text[0] - '0';
            _scanner.Advance();
            return attached;
        }
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
