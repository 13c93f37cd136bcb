// Reads and evaluates an arithmetic expression exactly. It is a parser and no evaluator of a programming language:
// nothing that a model writes is ever executed, and powers ("**"), floor division ("//"), signs before numbers,
// decimals, names and calls are no part of the grammar:
//   sum = product (("+" | "-") product)*    product = factor (("*" | "/") factor)*    factor = integer | "(" sum ")"

using System.Globalization;

namespace R1Sharp.Learning.Rewards;

/// <summary>What an expression comes to, and the numbers written in it.</summary>
/// <param name="Value">The exact value.</param>
/// <param name="Numbers">The integers of the expression, in order.</param>
/// <param name="Canonical">The same text for expressions that differ only in order and needless parentheses.</param>
sealed record ExpressionValue(Rational Value, IReadOnlyList<int> Numbers, string Canonical);

/// <summary>Reads expressions of integers with + - * / and parentheses.</summary>
sealed class ExpressionReader
{
    const int LongestText = 200, DeepestNesting = 16, MostDigits = 6;

    readonly string _text;
    readonly List<int> _numbers = [];
    int _at, _depth;

    ExpressionReader(string text) => _text = text;

    /// <summary>Reads one expression.</summary>
    /// <param name="text">The expression; spaces are allowed between its parts.</param>
    /// <param name="value">What was read.</param>
    /// <returns>False where the text is no expression, is too long or too deep, or divides by zero.</returns>
    public static bool TryRead(string text, out ExpressionValue? value)
    {
        value = null;
        if (text.Length > LongestText)
            return false;
        var reader = new ExpressionReader(text);
        try
        {
            if (reader.Sum() is not { } node || !reader.AtEnd())
                return false;
            value = new ExpressionValue(node.Value, reader._numbers, node.Canonical());
            return true;
        }
        catch (DivideByZeroException)
        {
            return false;
        }
    }

    // A sum or product with its parts; inverted parts are subtracted or divided by. Kind is ' ' for a number.
    sealed record Node(Rational Value, char Kind, List<(bool Inverted, string Text)> Parts)
    {
        public string Canonical() => string.Concat(Parts
            .OrderBy(part => part.Inverted).ThenBy(part => part.Text, StringComparer.Ordinal)
            .Select((part, i) => i == 0 && !part.Inverted ? part.Text : $"{Sign(part.Inverted)}{part.Text}"));

        char Sign(bool inverted) => Kind == '*' ? (inverted ? '/' : '*') : (inverted ? '-' : '+');
    }

    Node? Sum() => Series('+', '-', Product);

    Node? Product() => Series('*', '/', Factor);

    Node? Series(char sign, char inverse, Func<Node?> part)
    {
        if (part() is not { } first)
            return null;
        Node result = first;
        while (Next() is char found && (found == sign || found == inverse))
        {
            _at++;
            if (part() is not { } other)
                return null;
            result = Join(result, other, sign, inverted: found == inverse);
        }
        return result;
    }

    static Node Join(Node left, Node right, char sign, bool inverted)
    {
        var value = (sign, inverted) switch
        {
            ('+', false) => left.Value + right.Value,
            ('+', true) => left.Value - right.Value,
            (_, false) => left.Value * right.Value,
            _ => left.Value / right.Value,
        };
        return new Node(value, sign, [.. PartsIn(left, sign, false), .. PartsIn(right, sign, inverted)]);
    }

    static IEnumerable<(bool Inverted, string Text)> PartsIn(Node node, char sign, bool inverted) =>
        node.Kind == sign ? node.Parts.Select(part => (part.Inverted ^ inverted, part.Text))
        : [(inverted, node.Kind == ' ' ? node.Parts[0].Text : $"({node.Canonical()})")];

    Node? Factor()
    {
        if (Next() is not '(')
            return Number();
        if (++_depth > DeepestNesting)
            return null;
        _at++;
        var inside = Sum();
        if (inside is null || Next() is not ')')
            return null;
        _at++;
        _depth--;
        return inside;
    }

    Node? Number()
    {
        int from = _at;
        while (_at < _text.Length && char.IsAsciiDigit(_text[_at]))
            _at++;
        int digits = _at - from;
        if (digits is 0 or > MostDigits || (digits > 1 && _text[from] == '0'))
            return null;
        int number = int.Parse(_text.AsSpan(from, digits), CultureInfo.InvariantCulture);
        _numbers.Add(number);
        return new Node(new Rational(number, 1), ' ', [(false, number.ToString(CultureInfo.InvariantCulture))]);
    }

    // The next sign after spaces; the end of the text gives none.
    char? Next()
    {
        while (_at < _text.Length && _text[_at] == ' ')
            _at++;
        return _at < _text.Length ? _text[_at] : null;
    }

    bool AtEnd() => Next() is null;
}
