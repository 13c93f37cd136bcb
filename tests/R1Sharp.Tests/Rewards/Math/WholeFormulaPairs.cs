// Pairs of formulas of whole numbers, and of integrals, limits and sums: mutants differ from some number on only, in a
// letter, in a bound.

namespace R1Sharp.Tests.Rewards.Mathematics;

/// <summary>Shapes of formulas of whole numbers.</summary>
static class WholeFormulaPairs
{
    /// <summary>The same up to a number between 20 and 300, and different from there on.</summary>
    public static GeneratedPair Rare(PairDice dice)
    {
        string n = dice.Of("n", "m", "k", "N");
        int k = dice.Whole(20, 300), j = dice.Whole(1, 9);
        var (gold, answer) = dice.Of(($"\\binom{{{n}}}{{{k}}}", "0"), ($"\\binom{{{n}+{j}}}{{{k}}}", "0"), ($"\\binom{{{n}}}{{{k}}}", $"\\binom{{{n}}}{{{k + 1}}}"), ($"{n}!", $"{n}!+\\binom{{{n}}}{{{k}}}"),
            ($"{n}^2", $"{n}^2+\\binom{{{n}}}{{{k}}}"), ($"2^{n}+\\binom{{{n}}}{{{k}}}", $"2^{n}"), ($"\\lfloor\\frac{{{n}}}{{{k}}}\\rfloor", "0"), ($"{n} \\bmod {k}", n), ($"\\gcd({n},{k})", "1"), ($"\\max({n},{k})", $"{k}"),
            ($"\\frac{{{n}!}}{{({n}-{k})!}}", "0"), ($"\\sum_{{j=1}}^{{{n}}}j", $"\\frac{{{n}({n}+1)}}{{2}}+\\binom{{{n}}}{{{k}}}"), ($"\\prod_{{j=1}}^{{{k}}}({n}-j)", "0"), ($"(-1)^{n}", $"(-1)^{n}+\\binom{{{n}}}{{{k}}}"),
            ($"\\lfloor\\frac{{{n}}}{{2}}\\rfloor", $"\\lfloor\\frac{{{n}}}{{2}}\\rfloor+\\lfloor\\frac{{{n}}}{{{k}}}\\rfloor"), ($"|{n}-{k}|{n}!", $"({k}-{n}){n}!"), ($"\\Gamma({n}+1)", $"{n}!+\\binom{{{n}}}{{{k}}}"));
        return new("rare whole numbers", gold, answer, false);
    }

    /// <summary>A letter that is no whole number beside π.</summary>
    public static GeneratedPair BesidePi(PairDice dice)
    {
        string letter = dice.Of("d", "l", "p", "q", "r", "x", "t", "a", "v");
        int c = dice.Whole(1, 9);
        var (gold, answer) = dice.Of(($"\\cos({2 * c}\\pi {letter})", "1"), ($"\\sin({c}\\pi {letter})", "0"), ($"\\cos^2({c}\\pi {letter})", "1"), ($"\\tan({c}\\pi {letter})", "0"),
            ($"\\cos(2\\pi {letter})+{c}", $"{c + 1}"), ($"{letter}\\cos({2 * c}\\pi {letter})", letter), ($"\\cos\\frac{{n\\pi}}{{{c + 1}}}", "1"), ($"\\cos({2 * c}\\pi n {letter})", "1"));
        return new("letters beside pi", gold, answer, false);
    }

    /// <summary>Identities of whole numbers.</summary>
    public static GeneratedPair Same(PairDice dice)
    {
        string n = dice.Of("n", "m", "k");
        int k = dice.Whole(2, 12);
        var (gold, answer) = dice.Of(($"\\binom{{{n}}}{{{k}}}", $"\\frac{{{n}!}}{{{k}!({n}-{k})!}}"), ($"\\lceil\\frac{{{n}}}{{{k}}}\\rceil", $"\\lfloor\\frac{{{n}+{k - 1}}}{{{k}}}\\rfloor"),
            ($"{n} \\bmod {k}", $"{n}-{k}\\lfloor\\frac{{{n}}}{{{k}}}\\rfloor"), ($"({n}+{k})!", $"({n}+{k})({n}+{k - 1})!"), ($"\\gcd({n},{k})", $"\\gcd({n}+{k},{k})"), ($"(-1)^{{{n}+{2 * k}}}", $"(-1)^{{{n}}}"),
            ($"\\sum_{{i={k}}}^{{{n}}}i", $"\\frac{{{n}({n}+1)}}{{2}}-{k * (k - 1) / 2}"), ($"\\binom{{{n}+1}}{{{k}}}", $"\\binom{{{n}}}{{{k}}}+\\binom{{{n}}}{{{k - 1}}}"), ($"\\cos({2 * k}\\pi {n})", "1"), ($"\\Gamma({n}+{k})", $"({n}+{k - 1})!"));
        return new("the same for whole numbers", gold, answer, true);
    }

    static string Body(PairDice dice, string v, int c) => dice.Of($"{v}^{c}", $"\\sin({c}{v})", $"e^{{-{c}{v}}}", $"\\frac{{1}}{{{v}^2+{c}}}", $"f({c}{v})");

    /// <summary>Integrals, limits, sums and derivatives with another number in them.</summary>
    public static GeneratedPair Calculus(PairDice dice)
    {
        int c = dice.Whole(2, 9), d = c + dice.Whole(1, 5), a = dice.Whole(0, 9);
        string v = dice.Of("x", "t", "u");
        ulong same = (ulong)dice.Whole(0, 1000);
        string f = Body(new PairDice(same, 0), v, c), g = Body(new PairDice(same, 0), v, d);
        var (gold, answer) = dice.Of(($"\\int_{{{a}}}^{{{a + c}}} {f}\\,d{v}", $"\\int_{{{a}}}^{{{a + c}}} {f}\\,d{v}+{c}"), ($"{c}\\int_{{0}}^{{1}} e^{{{v}^2}}\\,d{v}", $"{d}\\int_{{0}}^{{1}} e^{{{v}^2}}\\,d{v}"),
            ($"\\int_{{0}}^{{{c}}} {v}\\,d{v}", $"{v}\\int_{{0}}^{{{c}}} d{v}"), ($"\\int_{{0}}^{{1}} {f}\\,d{v}", $"\\int_{{0}}^{{1}} {g}\\,d{v}"), ($"\\lim_{{{v}\\to {c}}} {f}", $"\\lim_{{{v}\\to {d}}} {f}"),
            ($"\\frac{{d}}{{d{v}}} {f}", $"\\frac{{d}}{{d{v}}} {g}"), ($"\\sum_{{k={c}}}^{{\\infty}} \\frac{{1}}{{k^2}}", $"\\sum_{{k={d}}}^{{\\infty}} \\frac{{1}}{{k^2}}"), ($"\\frac{{d}}{{d{v}}} {v}^{c}", $"{v}^{{{c - 1}}}"));
        return new("integrals and limits", gold, answer, false);
    }

    /// <summary>The same structure with other letters and another order of the bounds.</summary>
    public static GeneratedPair SameCalculus(PairDice dice)
    {
        int c = dice.Whole(2, 9);
        var (v, w) = dice.Two("x", "t", "u", "s");
        ulong same = (ulong)dice.Whole(0, 1000);
        string f = Body(new PairDice(same, 0), v, c), g = Body(new PairDice(same, 0), w, c);
        var (gold, answer) = dice.Of(($"\\int_{{0}}^{{{c}}} {f}\\,d{v}", $"\\int^{{{c}}}_{{0}} {g}\\,\\mathrm{{d}}{w}"), ($"\\lim_{{{v}\\to {c}}} {f}", $"\\lim_{{{w} \\rightarrow {c}}} {g}"), ($"\\sum_{{i=1}}^{{\\infty}} a_i", "\\sum^{\\infty}_{i=1} a_i"),
            ($"\\sum_{{i=1}}^{{{c}}} i", $"{c * (c + 1) / 2}"), ($"{v}^{{2}}_{{{c}}}", $"{v}_{{{c}}}^2"), ($"\\frac{{d}}{{d{v}}}({f})", $"\\frac{{d}}{{d {v}}}\\left({f}\\right)"));
        return new("the same integral or limit", gold, answer, true);
    }
}
