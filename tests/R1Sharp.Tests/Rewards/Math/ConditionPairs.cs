// Pairs of conditions, sets, systems and statements: what keeps its variable, its domain, its order and its connective, and
// what lost them.

namespace R1Sharp.Tests.Rewards.Mathematics;

/// <summary>Shapes of conditions and statements.</summary>
static class ConditionPairs
{
    static readonly string[] s_letters = ["x", "y", "z", "a", "b", "t", "u", "v"];

    /// <summary>Conditions on two variables whose names are exchanged, dropped, or taken for one.</summary>
    public static GeneratedPair Variables(PairDice dice)
    {
        var (v, w) = dice.Two(s_letters);
        int a = dice.Whole(-60, 60), b = a + dice.Whole(1, 60);
        string and = dice.Of(" and ", " \\text{ and } ", ", ");
        var (gold, answer) = dice.Of(
            ($"{v}>{a}{and}{w}<{b}", $"{w}>{a}{and}{v}<{b}"), ($"{v}>{a}{and}{w}<{b}", $"({a},{b})"), ($"{v}>{a}{and}{w}>{b}", $"{v}>{a}"), ($"{v}>{a}{and}{w}>{b}", $"{v}>{b}{and}{w}>{a}"),
            ($"{v}\\ge {a}{and}{w}\\ge {b}", $"[{b},\\infty)"), ($"{v}<{a}{and}{w}\\le {b}", $"{v}<{a}{and}{w}<{b}"));
        return new("conditions on two variables", gold, answer, false);
    }

    /// <summary>Two conditions on one variable are both meant.</summary>
    public static GeneratedPair Commas(PairDice dice)
    {
        string v = dice.Of(s_letters), comma = dice.Of(", ", "; ", " and ", " \\text{ and } ");
        int a = dice.Whole(-60, 60), b = a + dice.Whole(1, 60);
        var (gold, answer) = dice.Of(
            ($"{v}>{a}{comma}{v}<{b}", "\\mathbb{R}"), ($"{v}>{a}{comma}{v}<{b}", "(-\\infty,\\infty)"), ($"{v}\\ge {b}{comma}{v}>{a}", $"({a},\\infty)"), ($"{v}\\le {a}{comma}{v}<{b}", $"(-\\infty,{b})"),
            ($"{v}>{a}{comma}{v}<{b}", $"{v}>{a} or {v}<{b}"), ($"{v}<{a} or {v}>{b}", $"({a},{b})"));
        return new("two conditions on one variable", gold, answer, false);
    }

    /// <summary>Whole numbers, natural numbers and fractions between two numbers are not all numbers between them.</summary>
    public static GeneratedPair Domain(PairDice dice)
    {
        string v = dice.Of("x", "n", "k", "m"), domain = dice.Of("\\mathbb{Z}", "\\mathbb{N}", "\\mathbb{Q}"), bar = dice.Of(":", "\\mid", "|");
        int a = dice.Whole(1, 60), b = a + dice.Whole(2, 60);
        var (gold, answer) = dice.Of(
            ($"\\{{{v}\\in{domain}{bar} {a}<{v}<{b}\\}}", $"({a},{b})"), ($"\\{{{v} \\in {domain} {bar} {v}\\ge {a}\\}}", $"[{a},\\infty)"), ($"\\{{{v}\\in{domain} {bar} {v}>{a}\\}}", $"{v}>{a}"),
            ($"\\{{{v}\\in\\mathbb{{Z}}{bar} {a}\\le {v}\\le {b}\\}}", $"\\{{{v}\\in\\mathbb{{Q}}{bar} {a}\\le {v}\\le {b}\\}}"), ($"\\{{{v}\\in\\mathbb{{Z}}{bar} {a}\\le {v}\\le {a + 2}\\}}", $"\\{{{a},{a + 2}\\}}"));
        return new("domains of sets", gold, answer, false);
    }

    /// <summary>The solutions of a system, put together otherwise.</summary>
    public static GeneratedPair System(PairDice dice)
    {
        var (v, w) = dice.Two(s_letters);
        int a = dice.Whole(-30, 30), b = a + dice.Whole(1, 30), c = b + dice.Whole(1, 30), d = c + dice.Whole(1, 30);
        string or = dice.Of(" or ", " \\text{ or } ", "; ");
        var (gold, answer) = dice.Of(
            ($"{v}={a}, {w}={b}{or}{v}={b}, {w}={a}", $"{v}={a}, {w}={a}{or}{v}={b}, {w}={b}"), ($"{v}={a}, {w}={b}{or}{v}={c}, {w}={d}", $"{v}={a}, {w}={d}{or}{v}={c}, {w}={b}"),
            ($"({v}={a}, {w}={b}){or}({v}={c}, {w}={d})", $"({v}={c}, {w}={b}){or}({v}={a}, {w}={d})"), ($"{v}={a}, {w}={b}{or}{v}={c}, {w}={d}", $"{v}={a}, {w}={b}"));
        return new("solutions of a system", gold, answer, false);
    }

    /// <summary>The same letters under another connective.</summary>
    public static GeneratedPair Logic(PairDice dice)
    {
        var (p, q) = dice.Two("p", "q", "r", "s", "A", "B", "P", "Q");
        var (one, other) = dice.Two("\\wedge", "\\vee", "\\to", "\\leftrightarrow");
        var (gold, answer) = dice.Of(
            ($"{p} {one} {q}", $"{p} {other} {q}"), ($"{p} \\land {q}", $"{p} \\lor {q}"), ($"{p} ∧ {q}", $"{p} ∨ {q}"), ($"{p} and {q}", $"{p} or {q}"), ($"{p} \\to {q}", $"{q} \\to {p}"), ($"\\neg {p}", p), ($"\\neg({p} \\wedge {q})", $"\\neg {p} \\wedge \\neg {q}"));
        return new("statements", gold, answer, false);
    }

    /// <summary>Several signs of plus or minus, and members of three digits.</summary>
    public static GeneratedPair Sets(PairDice dice)
    {
        int a = dice.Whole(1, 60), p = dice.Of(2, 3, 5, 7), q = dice.Of(11, 13, 17), c = dice.Whole(100, 999), d = dice.Whole(100, 998);
        var (gold, answer) = dice.Of(
            ($"\\pm {a} \\pm \\sqrt{{{p}}}", $"{a}+\\sqrt{{{p}}}, -{a}-\\sqrt{{{p}}}"), ($"\\pm\\sqrt{{{p}}}\\pm\\sqrt{{{q}}}", $"\\sqrt{{{p}}}+\\sqrt{{{q}}}, -\\sqrt{{{p}}}-\\sqrt{{{q}}}"),
            ($"\\{{{c},{d}\\}}", $"\\{{{c}{d}\\}}"), ($"\\{{{c}{d}\\}}", $"\\{{{c}, {d}\\}}"), ($"({c},{d})", $"({c}{d})"), ($"\\{{{c},{d}\\}}", $"\\{{{c},{d + 1}\\}}"));
        return new("signs and members of sets", gold, answer, false);
    }

    /// <summary>The same conditions, sets and solutions in other words.</summary>
    public static GeneratedPair Same(PairDice dice)
    {
        var (v, w) = dice.Two("x", "y", "u", "v");
        int a = dice.Whole(1, 60), b = a + dice.Whole(3, 60), p = dice.Of(2, 3, 5), c = dice.Whole(100, 998);
        var (gold, answer) = dice.Of(
            ($"{v}>{a} and {v}<{b}", $"({a},{b})"), ($"{v}>{a}, {v}<{b}", $"{a}<{v}<{b}"), ($"{v}<{a} or {v}>{b}", $"(-\\infty,{a})\\cup({b},\\infty)"), ($"{v}={a} or {v}={b}", $"\\{{{a},{b}\\}}"),
            ($"\\{{k\\in\\mathbb{{Z}}: {a}\\le k\\le {a + 2}\\}}", $"\\{{{a},{a + 1},{a + 2}\\}}"), ($"{v}={a}, {w}={b} or {v}={b}, {w}={a}", $"{v}={b}, {w}={a} or {v}={a}, {w}={b}"),
            ($"\\pm {a} \\mp \\sqrt{{{p}}}", $"{a}-\\sqrt{{{p}}}, -{a}+\\sqrt{{{p}}}"), ($"\\{{{c},{c + 1}\\}}", $"\\{{{c + 1}, {c}\\}}"), ("p \\to q", "\\neg p \\vee q"), ("p \\wedge q", "q \\wedge p"), ($"|{v}|<{a}", $"(-{a},{a})"));
        return new("the same condition", gold, answer, true);
    }
}
