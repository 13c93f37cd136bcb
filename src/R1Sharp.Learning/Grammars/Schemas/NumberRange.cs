// Numbers between bounds, as expressions over their digits.

using System.Globalization;

namespace R1Sharp.Learning.Grammars.Schemas;

/// <summary>Writes ranges of numbers.</summary>
/// <param name="json">JSON's parts.</param>
sealed class NumberRange(JsonGrammar json)
{
    // Multiples that are written out one by one.
    const int MostMultiples = 200;

    const long Largest = 999_999_999_999_999;

    readonly Grammar _grammar = json.Grammar;

    /// <summary>The numbers of a branch.</summary>
    /// <param name="branch">What must hold.</param>
    /// <param name="isWhole">Whether they are whole.</param>
    public GrammarNode Of(SchemaBranch branch, bool isWhole)
    {
        string[] bounds = ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"];
        if (branch.Has("multipleOf"))
            return json.OneOf(Multiples(branch, isWhole).Select(Text));
        if (!bounds.Any(branch.Has))
            return isWhole ? json.Integer : json.Number;
        decimal low = Low(branch), high = High(branch);
        var whole = Between(Ceiling(low), Floor(high), branch);
        if (isWhole)
            return whole;
        var all = _grammar.Choice(whole, Fractions(low, high, branch));
        // Bounds within which there is no whole number: what lies at them and in the middle.
        return all != _grammar.Nothing ? all : json.OneOf(new[] { low, high, low / 2 + high / 2 }.Where(n => Holds(branch, n)).Select(Text));
    }

    static decimal Low(SchemaBranch branch) => branch.Values("minimum").Concat(branch.Values("exclusiveMinimum")).Select(v => ConstantCheck.Number(v)!.Value)
        .Append(-Largest).Max();

    static decimal High(SchemaBranch branch) => branch.Values("maximum").Concat(branch.Values("exclusiveMaximum")).Select(v => ConstantCheck.Number(v)!.Value)
        .Append(Largest).Min();

    static long Ceiling(decimal number) => (long)Math.Clamp(Math.Ceiling(number), -Largest, Largest + 1);

    static long Floor(decimal number) => (long)Math.Clamp(Math.Floor(number), -Largest - 1, Largest);

    static bool Holds(SchemaBranch branch, decimal number)
    {
        using var value = System.Text.Json.JsonDocument.Parse(Text(number));
        return ConstantCheck.Holds(branch, value.RootElement);
    }

    static IEnumerable<decimal> Multiples(SchemaBranch branch, bool isWhole)
    {
        decimal step = branch.Values("multipleOf").Select(v => ConstantCheck.Number(v)!.Value).Max(), low = Low(branch), high = High(branch);
        if (step <= 0)
            throw new SchemaException("\"multipleOf\" must be greater than 0.");
        decimal from = low > -Largest ? Math.Ceiling(low / step) : high < Largest ? Math.Floor(high / step) - MostMultiples : -MostMultiples / 2;
        return Enumerable.Range(0, MostMultiples + 1).Select(i => (from + i) * step)
            .Where(n => Math.Abs(n) <= Largest && (!isWhole || n == Math.Floor(n)) && Holds(branch, n));
    }

    static string Text(decimal number)
    {
        string text = number.ToString(CultureInfo.InvariantCulture);
        return text.Contains('.') ? text.TrimEnd('0').TrimEnd('.') : text;
    }

    // The ends may be excluded.
    GrammarNode Between(long low, long high, SchemaBranch branch)
    {
        if (low <= high && !Holds(branch, low))
            low++;
        if (low <= high && !Holds(branch, high))
            high--;
        if (low > high)
            return _grammar.Nothing;
        var negative = low < 0 ? _grammar.Sequence(_grammar.Text("-"), Digits(Math.Max(1, -high), -low)) : _grammar.Nothing;
        return _grammar.Choice(high >= 0 ? Digits(Math.Max(0, low), high) : _grammar.Nothing, negative);
    }

    // n.f lies from n to n + 1, and -n.f from -n - 1 to -n.
    GrammarNode Fractions(decimal low, decimal high, SchemaBranch branch)
    {
        long from = Math.Max(0, Ceiling(low)), to = Floor(high) - 1;
        if (from == low && !Holds(branch, low))
            from++;
        var positive = from <= to ? Digits(from, to) : _grammar.Nothing;
        long most = Floor(-low) - 1, least = Math.Max(0, Ceiling(-high));
        if (-least == high && !Holds(branch, high))
            least++;
        var negative = least <= most ? _grammar.Sequence(_grammar.Text("-"), Digits(least, most)) : _grammar.Nothing;
        return _grammar.Sequence(_grammar.Choice(positive, negative), json.Fraction);
    }

    GrammarNode Digits(long low, long high)
    {
        var all = new List<GrammarNode>();
        for (int length = 1; length <= JsonGrammar.MostDigits; length++)
        {
            long first = length == 1 ? 0 : (long)Math.Pow(10, length - 1), last = (long)Math.Pow(10, length) - 1;
            if (low <= last && high >= first)
                all.Add(Same(Padded(Math.Max(low, first)), Padded(Math.Min(high, last))));
        }
        return _grammar.Choice([.. all]);
    }

    static string Padded(long number) => number.ToString(CultureInfo.InvariantCulture);

    // Digits of one length from one number to another.
    GrammarNode Same(string low, string high)
    {
        if (low.Length == 0)
            return _grammar.Empty;
        int rest = low.Length - 1;
        if (low[0] == high[0])
            return _grammar.Sequence(_grammar.Range(low[0], low[0]), Same(low[1..], high[1..]));
        var between = low[0] + 1 > high[0] - 1 ? _grammar.Nothing
            : _grammar.Sequence(_grammar.Range(low[0] + 1, high[0] - 1), _grammar.Repeat(json.Digit, rest, rest));
        return _grammar.Choice(
            _grammar.Sequence(_grammar.Range(low[0], low[0]), Same(low[1..], new string('9', rest))), between,
            _grammar.Sequence(_grammar.Range(high[0], high[0]), Same(new string('0', rest), high[1..])));
    }
}
