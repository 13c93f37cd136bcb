// Pairs with arrows, relations and operators: order and meaning count, also of those that a grader does not compute with.

namespace R1Sharp.Tests.Rewards.Mathematics;

/// <summary>Shapes of chains and relations.</summary>
static class SymbolPairs
{
    static readonly string[] s_arrows = ["\\to", "\\rightarrow", "\\Rightarrow", "→", "⇒", "\\longrightarrow"];

    /// <summary>Chains of arrows whose members are exchanged or missing.</summary>
    public static GeneratedPair Arrows(PairDice dice)
    {
        string arrow = dice.Of(s_arrows);
        var (a, b) = dice.Two("A", "B", "C", "D");
        string c = dice.Of("E", "F", "G"), d = dice.Of("H", "K", "M");
        var (gold, answer) = dice.Of(
            ($"{a} {arrow} {b} {arrow} {c}", $"{b} {arrow} {a} {arrow} {c}"), ($"{a} {arrow} {b} {arrow} {c}", $"{d} {arrow} {c}"), ($"{a} {arrow} {c}", c), ($"{a} {arrow} {c}", $"{b} {arrow} {c}"), ($"{a} {arrow} {b}", $"{b} {arrow} {a}"),
            ($"{a} {arrow} {b} {arrow} {c} {arrow} {d}", $"{a} {arrow} {c} {arrow} {b} {arrow} {d}"), ("2H_2 + O_2 \\to 2H_2O", "2H_2O \\to 2H_2 + O_2"), ("N_2 + 3H_2 \\rightarrow 2NH_3", "2NH_3"));
        return new("chains of arrows", gold, answer, false);
    }

    /// <summary>Relations and operators that do not commute.</summary>
    public static GeneratedPair Operators(PairDice dice)
    {
        var (a, b) = dice.Two("a", "b", "c", "u", "v", "w");
        var (s, t) = dice.Two("A", "B", "C", "X", "Y");
        string relation = dice.Of("\\ll", "\\gg", "\\prec", "\\succ", "\\preceq", "\\succeq", "\\mid"), inclusion = dice.Of("\\subset", "\\supset", "\\subseteq", "\\supseteq", "\\subsetneq", "\\supsetneq", "\\setminus");
        var (gold, answer) = dice.Of(
            ($"{a} {relation} {b}", $"{b} {relation} {a}"), ($"{s} {inclusion} {t}", $"{t} {inclusion} {s}"), ($"{a} \\ll {b}", $"{a} \\gg {b}"), ($"{s} \\subset {t}", $"{s} \\supset {t}"), ($"f \\circ g", "g \\circ f"),
            ($"\\vec{{{a}}} \\times \\vec{{{b}}}", $"\\vec{{{b}}} \\times \\vec{{{a}}}"), ($"{s} \\cap {t}", $"{s} \\cup {t}"), ($"{a} \\in {s}", $"{a} \\notin {s}"), ($"{a} \\parallel {b}", $"{a} \\perp {b}"), ($"{s} \\cap {t}", $"{s}{t}"));
        return new("relations and operators", gold, answer, false);
    }
}
