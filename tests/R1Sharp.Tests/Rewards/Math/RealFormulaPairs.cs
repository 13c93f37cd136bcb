// Pairs of formulas of real variables: mutants differ on one side of a kink, in a small term, in a sign for negative numbers.

namespace R1Sharp.Tests.Rewards.Mathematics;

/// <summary>Shapes of real formulas.</summary>
static class RealFormulaPairs
{
    static string Variable(PairDice dice) => dice.Of("x", "y", "t", "a", "b", "u", "s");

    static string Formula(PairDice dice, string v) => dice.Of(v, $"{v}^2", $"{dice.Whole(2, 9)}{v}", $"\\sin {v}", $"e^{{{v}}}", $"{v}^3-{dice.Whole(2, 9)}{v}", $"\\sqrt{{{v}^2+1}}",
        $"\\frac{{{v}}}{{{dice.Whole(2, 9)}}}", $"\\cos {v}+{v}", $"\\ln({v}^2+1)", $"\\arctan {v}", $"|{v}|");

    // 0 on one side of a place, or everywhere but in a short piece of the line, and not 0 elsewhere.
    static string Bump(PairDice dice, string v, string k) => dice.Of($"\\max(0,{v}-{k})", $"\\max(0,{k}-{v})", $"(|{v}-{k}|+{v}-{k})", $"(|{v}-{k}|-{v}+{k})", $"(\\sqrt{{({v}-{k})^2}}-{v}+{k})",
        $"(|{v}+{k}|-{v}-{k})", $"\\max(0,{dice.Whole(1, 5)}-|{v}-{k}|)", $"(\\operatorname{{sgn}}({v}-{k})+1)", $"(|{v}^2-{k}|-{v}^2+{k})", $"\\min(0,{v}-{k})", $"(\\max({v},{k})-{v})");

    /// <summary>A formula, and the same with something added beyond a place.</summary>
    public static GeneratedPair Bumped(PairDice dice)
    {
        string v = Variable(dice), f = Formula(dice, v);
        return new("a bump", f, $"{f}{dice.Of("+", "-", "+2", "-3", "+\\frac12", "+10^{-5}")}{Bump(dice, v, dice.Number())}", false);
    }

    /// <summary>What stands on one side of a kink, for the whole.</summary>
    public static GeneratedPair OtherSide(PairDice dice)
    {
        string v = Variable(dice), k = dice.Number(), sum = dice.Of("+", "-");
        int p = dice.Whole(2, 99);
        var (gold, answer) = dice.Of(($"|{v}-{k}|", $"{k}-{v}"), ($"|{v}-{k}|", $"{v}-{k}"), ($"|{v}+{k}|", $"{v}+{k}"), ($"\\max({v},{k})", k), ($"\\min({v},{k})", v), ($"\\sqrt{{({v}-{k})^2}}", $"{k}-{v}"),
            ($"\\sqrt{{{v}^2{sum}{2 * p}{v}+{p * p}}}", $"{v}{sum}{p}"), ($"\\sqrt[4]{{({v}-{k})^4}}", $"{v}-{k}"), ($"\\frac{{|{v}-{k}|}}{{{v}-{k}}}", "-1"), ($"\\operatorname{{sgn}}({v}-{k})", "1"),
            ($"|{v}^2-{k}|", $"{v}^2-{k}"), ($"|{v}^2-{k}|", $"{k}-{v}^2"), ($"|e^{{{v}}}-{k}|", $"e^{{{v}}}-{k}"), ($"||{v}|-{k}|", $"{k}-|{v}|"), ("\\sqrt{1-\\sin^2 " + v + "}", $"\\cos {v}"), ($"\\arctan(\\tan {v})", v),
            ($"\\arcsin(\\sin {v})", v), ($"|\\sin {v}|", $"\\sin {v}"), ($"{v}|{v}|", $"{v}^2"));
        return new("one side of a kink", gold, answer, false);
    }

    /// <summary>Kinks along lines and circles in the plane.</summary>
    public static GeneratedPair SeveralVariables(PairDice dice)
    {
        var (v, w) = dice.Two("x", "y", "t", "a", "b", "u");
        string k = dice.Number(), sum = $"{dice.Whole(1, 5)}{v}-{dice.Whole(1, 5)}{w}";
        int near = dice.Whole(2, 40);
        var (gold, answer) = dice.Of(($"|{sum}-{k}|", $"{k}-({sum})"), ($"|{sum}-{k}|", $"{sum}-{k}"), ($"\\max({sum},{k})", k), ($"\\max({v},{w}+{k})", $"{w}+{k}"), ($"\\min({v},{w}-{k})", v),
            ($"|{v}{w}-{k}|", $"{k}-{v}{w}"), ($"|{v}^2+{w}^2-{k}|", $"{k}-{v}^2-{w}^2"), ($"\\sqrt{{({sum}-{k})^2}}", $"{sum}-{k}"), ($"|{v}|+|{w}|", $"|{v}+{w}|"),
            ($"\\max(0,\\min({v}-{k},{w}-{k}))", "0"), ($"\\max(0,1-|{v}-{near}|-|{w}-{near}|)", "0"));
        return new("kinks in the plane", gold, answer, false);
    }

    /// <summary>An even root of an even power is positive.</summary>
    public static GeneratedPair RootOfPower(PairDice dice)
    {
        string v = Variable(dice);
        int odd = dice.Of(3, 5, 7), even = 2 * dice.Whole(1, 3), k = dice.Whole(1, 90);
        while (even % odd == 0)
            even = 2 * dice.Whole(1, 3);
        string shifted = dice.Of(v, $"({v}-{k})", $"({v}+{k})");
        int half = even / 2;
        string outer = half % 2 == 0 ? $"({shifted}^{{{even}/{odd}}})^{{1/{even}}}" : dice.Of($"\\sqrt{{{shifted}^{{{even}/{odd}}}}}", $"({shifted}^{{\\frac{{{even}}}{{{odd}}}}})^{{1/2}}");
        return new("a root of a power", outer, half % 2 == 0 ? $"{shifted}^{{1/{odd}}}" : $"{shifted}^{{{half}/{odd}}}", false);
    }

    /// <summary>A term far smaller than the rest.</summary>
    public static GeneratedPair SmallTerm(PairDice dice)
    {
        string v = Variable(dice), f = Formula(dice, v), one = dice.Of("1", "(\\sin^2 " + v + "+\\cos^2 " + v + ")", f);
        string small = dice.Of($"10^{{-{dice.Whole(20, 90)}}}", $"2^{{-{dice.Whole(60, 300)}}}", $"e^{{-{dice.Whole(60, 200)}}}");
        return new("a small term", dice.Of(one, one == f ? f : "1"), $"{one}+{small}{dice.Of("", v, $"\\sin {v}", $"e^{{{v}}}")}", false);
    }

    /// <summary>Identities of absolute values and maxima.</summary>
    public static GeneratedPair SameWithKinks(PairDice dice)
    {
        string v = Variable(dice), k = dice.Number(), f = Formula(dice, v);
        var (gold, answer) = dice.Of(($"|{v}-{k}|", $"\\sqrt{{({v}-{k})^2}}"), ($"\\max({v},{k})", $"\\frac{{{v}+{k}+|{v}-{k}|}}{{2}}"), ($"|{k}-{v}|", $"|{v}-{k}|"), ($"\\min({f},{k})", $"\\frac{{{f}+{k}-|{f}-{k}|}}{{2}}"),
            ($"\\left|{f}\\right|\\cdot|{v}-{k}|", $"|({f})({v}-{k})|"), ($"\\max({v},{k})+\\min({v},{k})", $"{v}+{k}"), ($"|{v}-{k}|^2", $"({v}-{k})^2"), ($"\\sqrt{{({f})^2}}", $"|{f}|"), ($"\\max({f},-({f}))", $"|{f}|"));
        return new("the same with kinks", gold, answer, true);
    }

    /// <summary>Other forms of a formula.</summary>
    public static GeneratedPair Rewritten(PairDice dice)
    {
        string v = Variable(dice), w = Variable(dice), f = Formula(dice, v);
        int c = dice.Whole(2, 9);
        string other = dice.Of($"\\frac{{{c}({f})}}{{{c}}}", $"-(-({f}))", $"({f}+{c})-{c}", $"({f})(\\sin^2 {w}+\\cos^2 {w})", $"({f}-{w})+{w}", $"\\frac{{({f})^2+{c}({f})}}{{({f})+{c}}}", $"\\ln(e^{{{f}}})");
        return new("another form", f, other, true);
    }

    /// <summary>One number is another.</summary>
    public static GeneratedPair Coefficient(PairDice dice)
    {
        string v = Variable(dice), f = Formula(dice, v);
        int c = dice.Whole(2, 99), d = c + dice.Whole(1, 9);
        return new("another number", dice.Of($"{c}({f})+1", $"({f})+{c}", $"({f})^2-{c}{v}"), dice.Of($"{d}({f})+1", $"({f})+{d}", $"({f})^2-{d}{v}"), false);
    }
}
