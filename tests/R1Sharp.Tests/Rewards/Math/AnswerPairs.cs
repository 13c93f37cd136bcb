// Pairs of answers that are no formulas: intervals, lists, tuples, numbers, relations.


namespace R1Sharp.Tests.Rewards.Mathematics;

/// <summary>Shapes of other answers.</summary>
static class AnswerPairs
{
    /// <summary>Another end, or with an end and without it.</summary>
    public static GeneratedPair Interval(PairDice dice)
    {
        int a = dice.Whole(-99, 99), b = a + dice.Whole(1, 99);
        var (gold, answer) = dice.Of(($"[{a}, {b}]", $"({a}, {b})"), ($"[{a}, {b})", $"({a}, {b}]"), ($"({a}, {b})", $"({a}, {b + 1})"), ($"x>{a}", $"x\\ge {a}"), ($"x>{a}", $"x<{a}"), ($"({a}, \\infty)", $"[{a}, \\infty)"),
            ($"(-\\infty, {a})\\cup({b}, \\infty)", $"({a}, {b})"), ($"{a}<x<{b}", $"{a}<x\\le {b}"), ($"x\\ne {a}", $"x={a}"), ($"({a}, {b})", $"\\{{{a}, {b}\\}}"), ($"{a}<x<{b}", $"{a}<y<{b}"));
        return new("intervals", gold, answer, false);
    }

    /// <summary>A member more, less or other; another order of a tuple.</summary>
    public static GeneratedPair List(PairDice dice)
    {
        int a = dice.Whole(-50, 50), b = a + dice.Whole(1, 50), c = b + dice.Whole(1, 50);
        var (gold, answer) = dice.Of(($"{a}, {b}", $"{a}, {c}"), ($"{a}, {b}", $"{a}"), ($"({a}, {b})", $"({b}, {a})"), ($"({a}, {b}, {c})", $"({b}, {a}, {c})"), ($"\\{{{a}, {b}\\}}", $"\\{{{a}, {c}\\}}"), ($"\\{{{a}, {b}\\}}", $"({a}, {b})"),
            ($"\\begin{{pmatrix}}{a}\\\\{b}\\end{{pmatrix}}", $"\\begin{{pmatrix}}{b}\\\\{a}\\end{{pmatrix}}"), ($"\\pm {c + 60}", $"{c + 60}"), ($"{a}\\pm\\sqrt2", $"{a}+\\sqrt2"), ($"x={a}, y={b}", $"x={b}, y={a}"), ($"x={a}", $"y={a}"));
        return new("lists and tuples", gold, answer, false);
    }

    /// <summary>Numbers that are near, turned, or read from other digits.</summary>
    public static GeneratedPair Number(PairDice dice)
    {
        int a = dice.Whole(2, 999), b = a + dice.Whole(1, 99), p = dice.Of(2, 3, 5, 7, 11);
        var (gold, answer) = dice.Of(($"\\frac{{{a}}}{{{b}}}", $"\\frac{{{b}}}{{{a}}}"), ($"{a}", $"-{a}"), ($"\\sqrt{{{p}}}", $"\\sqrt{{{p + 2}}}"), ($"{a}^{{{p}}}", $"{a}\\cdot {p + 12}^{{{p}}}"), ($"{a}.5", $"{a}.05"), ($"{a}", $"{a}.0001"),
            ($"{a}\\pi", $"{a}"), ($"{a}\\%", $"{b + 1000}\\%"), ($"{a}!", $"{a + 1}!"), ($"{p}\\sqrt{{{a}}}", $"{p}{a}"), ($"\\sin {a}", $"\\sin {a}^\\circ"), ($"\\log_{{{p}}} {a}", $"\\log_{{{a + 12}}} {p}"), ($"{a} \\text{{ m}}", $"{a} \\text{{ s}}"), ($"e^{{{a}}}", $"{a}e"));
        return new("numbers", gold, answer, false);
    }

    /// <summary>Equations and inequalities that say something else.</summary>
    public static GeneratedPair Relation(PairDice dice)
    {
        int a = dice.Whole(2, 20), b = a + dice.Whole(1, 9);
        var (gold, answer) = dice.Of(($"y={a}x+{b}", $"y={b}x+{a}"), ($"{a}x+{b}y=1", $"{a}x-{b}y=1"), ($"x^2+y^2={a}", $"x^2+y^2={b}"), ($"{a}x>y", $"{a}x<y"), ($"a>b>c", "a>c>b"), ($"x\\equiv {a} \\pmod{{40}}", $"x\\equiv {b} \\pmod{{40}}"), ($"f(x)={a}x", $"f(x)={b}x"), ($"{a}:{b}", $"{b}:{a}"));
        return new("relations", gold, answer, false);
    }

    /// <summary>Other ways of writing an answer.</summary>
    public static GeneratedPair SameAnswer(PairDice dice)
    {
        int a = dice.Whole(2, 99), b = a + dice.Whole(1, 99), c = dice.Whole(2, 9);
        var (gold, answer) = dice.Of(($"\\frac{{{a}}}{{{b}}}", $"\\frac{{{a * c}}}{{{b * c}}}"), ($"{a}, {b}", $"{b}, {a}"), ($"\\{{{a}, {b}\\}}", $"\\{{{b}, {a}\\}}"), ($"{a}<x<{b}", $"({a}, {b})"), ($"x={a}", $"{a}"), ($"\\sqrt{{{c * c * a}}}", $"{c}\\sqrt{{{a}}}"),
            ($"{a}", $"The answer is \\boxed{{{a}}}."), ($"y={a}x+{b}", $"{c}y-{a * c}x={b * c}"), ($"{a}:{b}", $"{a * c}:{b * c}"), ($"\\pm {a}", $"-{a}, {a}"), ($"({a}, {b})", $"({a},{b})"));
        return new("the same answer", gold, answer, true);
    }
}
