// The arithmetic operators, as Python has them.

using System.Text;

namespace R1Sharp.Learning.Tokenization.Templates;

/// <summary>Operators on numbers, texts and lists. Whole numbers have 64 bits; beyond them is an error.</summary>
internal static class JinjaArithmetic
{
    /// <summary>Applies an operator.</summary>
    /// <exception cref="TemplateException">The values do not fit the operator, or the result does not fit.</exception>
    public static object? Apply(string operation, object? left, object? right, JinjaRun run)
    {
        foreach (object? value in (object?[])[left, right]) if (value is JinjaUndefined undefined) throw undefined.Error();
        try
        {
            return (operation, left, right) switch
            {
                ("+", string a, string b) => Join(a, b, run),
                ("+", JinjaList a, JinjaList b) => new JinjaList(Concatenate(a, b, run)),
                ("+", JinjaTuple a, JinjaTuple b) => new JinjaTuple(Concatenate(a, b, run)),
                ("%", string format, _) => JinjaFormat.Percent(format, right, run),
                ("*", JinjaList items, long count) => new JinjaList(Repeat(items, count, run)),
                ("*", JinjaTuple items, long count) => new JinjaTuple(Repeat(items, count, run)),
                ("*", string text, long count) => Repeat(text, count, run),
                ("*", long count, string text) => Repeat(text, count, run),
                _ when !JinjaComparison.IsNumber(left) || !JinjaComparison.IsNumber(right) => throw NotDefined(operation, left, right),
                ("/", _, _) => Divide(JinjaComparison.ToDouble(left), JinjaComparison.ToDouble(right)),
                _ when left is double || right is double => OnDoubles(operation, JinjaComparison.ToDouble(left), JinjaComparison.ToDouble(right)),
                _ => OnWholeNumbers(operation, JinjaComparison.ToLong(left), JinjaComparison.ToLong(right), run),
            };
        }
        catch (OverflowException)
        {
            throw new TemplateException($"a number of '{operation}' is too large");
        }
    }

    /// <summary>Two texts as one.</summary>
    public static string Join(string left, string right, JinjaRun run)
    {
        run.SpendText((long)left.Length + right.Length);
        return left + right;
    }

    /// <summary>The negative of a number.</summary>
    public static object Negate(object? value) => value switch
    {
        double number => (object)-number,
        long or bool => -JinjaComparison.ToLong(value),
        JinjaUndefined undefined => throw undefined.Error(),
        _ => throw new TemplateException($"{JinjaText.TypeName(value)} has no negative"),
    };

    static IEnumerable<object?> Concatenate(List<object?> left, List<object?> right, JinjaRun run)
    {
        run.SpendText(16L * (left.Count + right.Count));
        return left.Concat(right);
    }

    static IEnumerable<object?> Repeat(List<object?> items, long count, JinjaRun run)
    {
        if (count <= 0 || items.Count == 0) return [];
        run.SpendText(checked(16 * items.Count * count));
        return Enumerable.Repeat(items, (int)count).SelectMany(list => list);
    }

    static string Repeat(string text, long count, JinjaRun run)
    {
        if (count <= 0) return "";
        run.SpendText(checked(text.Length * count));
        return new StringBuilder().Insert(0, text, (int)count).ToString();
    }

    static object OnDoubles(string operation, double left, double right) => operation switch
    {
        "+" => left + right,
        "-" => left - right,
        "*" => left * right,
        "//" => Math.Floor(Divide(left, right)),
        "%" => left - right * Math.Floor(Divide(left, right)),
        _ => Math.Pow(left, right),
    };

    static object OnWholeNumbers(string operation, long left, long right, JinjaRun run) => operation switch
    {
        "+" => (object)checked(left + right),
        "-" => checked(left - right),
        "*" => checked(left * right),
        "//" => FloorDivide(left, right),
        "%" => checked(left - right * FloorDivide(left, right)),
        _ when right < 0 => Math.Pow(left, right),
        _ => Power(left, right, run),
    };

    static double Divide(double left, double right) => right == 0 ? throw new TemplateException("division by zero") : left / right;

    // Python rounds down, C# towards zero.
    static long FloorDivide(long left, long right)
    {
        if (right == 0) throw new TemplateException("division by zero");
        long quotient = checked(left / right);
        return left % right != 0 && (left < 0) != (right < 0) ? quotient - 1 : quotient;
    }

    static long Power(long value, long exponent, JinjaRun run)
    {
        if (value is 0 or 1 or -1) return exponent == 0 ? 1 : value == -1 && exponent % 2 == 0 ? 1 : value;
        long power = 1;
        for (long i = 0; i < exponent; i++) power = checked(power * value);
        run.Spend(exponent);
        return power;
    }

    static TemplateException NotDefined(string operation, object? left, object? right) =>
        new($"'{operation}' is not defined for {JinjaText.TypeName(left)} and {JinjaText.TypeName(right)}");
}
