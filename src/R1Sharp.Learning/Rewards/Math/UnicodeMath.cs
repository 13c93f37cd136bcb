// Mathematics written with Unicode signs, full-width letters and superscripts becomes LaTeX, so that the scanner sees one
// way of writing.

using System.Text;

namespace R1Sharp.Learning.Rewards.Mathematics;

/// <summary>Rewrites Unicode signs.</summary>
static class UnicodeMath
{
    const string Superscripts = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾ⁿⁱˣ", SuperscriptsPlain = "0123456789+-()nix";
    const string Subscripts = "₀₁₂₃₄₅₆₇₈₉₊₋ₙₓᵢⱼₖₘ", SubscriptsPlain = "0123456789+-nxijkm";
    const string Fractions = "½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞⅐⅑⅒";

    static readonly string[] FractionsPlain =
        ["1/2", "1/3", "2/3", "1/4", "3/4", "1/5", "2/5", "3/5", "4/5", "1/6", "5/6", "1/8", "3/8", "5/8", "7/8", "1/7", "1/9", "1/10"];

    static readonly Dictionary<char, string> Signs = new()
    {
        ['−'] = "-",
        ['–'] = "-",
        ['—'] = "-",
        ['‐'] = "-",
        ['‑'] = "-",
        ['﹣'] = "-",
        ['➖'] = "-",
        ['×'] = "\\times ",
        ['✕'] = "\\times ",
        ['✖'] = "\\times ",
        ['⋅'] = "\\cdot ",
        ['·'] = "\\cdot ",
        ['∙'] = "\\cdot ",
        ['•'] = "\\cdot ",
        ['∗'] = "*",
        ['÷'] = "\\div ",
        ['⁄'] = "/",
        ['∕'] = "/",
        ['±'] = "\\pm ",
        ['∓'] = "\\mp ",
        ['√'] = "\\sqrt ",
        ['∛'] = "\\sqrt[3]",
        ['∜'] = "\\sqrt[4]",
        ['∞'] = "\\infty ",
        ['≤'] = "\\le ",
        ['⩽'] = "\\le ",
        ['≦'] = "\\le ",
        ['≥'] = "\\ge ",
        ['⩾'] = "\\ge ",
        ['≧'] = "\\ge ",
        ['≠'] = "\\ne ",
        ['≈'] = "\\approx ",
        ['≃'] = "\\simeq ",
        ['≡'] = "\\equiv ",
        ['∼'] = "\\sim ",
        ['∈'] = "\\in ",
        ['∉'] = "\\notin ",
        ['∪'] = "\\cup ",
        ['∩'] = "\\cap ",
        ['∖'] = "\\setminus ",
        ['∅'] = "\\emptyset ",
        ['⊂'] = "\\subset ",
        ['⊆'] = "\\subseteq ",
        ['ℝ'] = "\\R ",
        ['ℤ'] = "\\Z ",
        ['ℚ'] = "\\Q ",
        ['ℕ'] = "\\N ",
        ['ℂ'] = "\\C ",
        ['°'] = "^\\circ ",
        ['º'] = "^\\circ ",
        ['℃'] = "^\\circ C",
        ['′'] = "'",
        ['’'] = "'",
        ['‘'] = "'",
        ['″'] = "''",
        ['…'] = "\\ldots ",
        ['⋯'] = "\\ldots ",
        ['→'] = "\\to ",
        ['⇒'] = "\\Rightarrow ",
        ['∧'] = "\\wedge ",
        ['∨'] = "\\vee ",
        ['⊥'] = "\\perp ",
        ['∥'] = "\\parallel ",
        ['∦'] = "\\nparallel ",
        ['⊃'] = "\\supset ",
        ['⊇'] = "\\supseteq ",
        ['⊊'] = "\\subsetneq ",
        ['⊋'] = "\\supsetneq ",
        ['⊄'] = "\\nsubset ",
        ['⊈'] = "\\nsubseteq ",
        ['∋'] = "\\ni ",
        ['≪'] = "\\ll ",
        ['≫'] = "\\gg ",
        ['≺'] = "\\prec ",
        ['≻'] = "\\succ ",
        ['⪯'] = "\\preceq ",
        ['⪰'] = "\\succeq ",
        ['≼'] = "\\preceq ",
        ['≽'] = "\\succeq ",
        ['≅'] = "\\cong ",
        ['≢'] = "\\nequiv ",
        ['≍'] = "\\asymp ",
        ['∝'] = "\\propto ",
        ['⊢'] = "\\vdash ",
        ['⊣'] = "\\dashv ",
        ['⊨'] = "\\models ",
        ['∤'] = "\\nmid ",
        ['∘'] = "\\circ ",
        ['⊕'] = "\\oplus ",
        ['⊖'] = "\\ominus ",
        ['⊗'] = "\\otimes ",
        ['⊙'] = "\\odot ",
        ['⋆'] = "\\star ",
        ['★'] = "\\star ",
        ['¬'] = "\\neg ",
        ['⊻'] = "\\veebar ",
        ['⊼'] = "\\barwedge ",
        ['⊽'] = "\\barvee ",
        ['↔'] = "\\leftrightarrow ",
        ['⇔'] = "\\Leftrightarrow ",
        ['⟺'] = "\\iff ",
        ['⟷'] = "\\leftrightarrow ",
        ['←'] = "\\leftarrow ",
        ['⇐'] = "\\Leftarrow ",
        ['⟹'] = "\\Rightarrow ",
        ['⟶'] = "\\to ",
        ['➜'] = "\\to ",
        ['➝'] = "\\to ",
        ['➞'] = "\\to ",
        ['⟸'] = "\\Leftarrow ",
        ['⟵'] = "\\leftarrow ",
        ['↦'] = "\\mapsto ",
        ['⇌'] = "\\rightleftharpoons ",
        ['⇋'] = "\\rightleftharpoons ",
        ['⇄'] = "\\rightleftharpoons ",
        ['∴'] = "\\therefore ",
        ['∀'] = "\\forall ",
        ['∃'] = "\\exists ",
        ['∄'] = "\\nexists ",
        ['⊤'] = "\\top ",
        ['∠'] = "\\angle ",
        ['△'] = "\\triangle ",
        ['∑'] = "\\sum ",
        ['∏'] = "\\prod ",
        ['∫'] = "\\int ",
        ['⌊'] = "\\lfloor ",
        ['⌋'] = "\\rfloor ",
        ['⌈'] = "\\lceil ",
        ['⌉'] = "\\rceil ",
        ['⟨'] = "\\langle ",
        ['⟩'] = "\\rangle ",
        ['，'] = ",",
        ['、'] = ",",
        ['；'] = ";",
        ['：'] = ":",
        ['∶'] = ":",
        ['。'] = ".",
        ['．'] = ".",
        ['！'] = "!",
        ['？'] = "?",
        ['％'] = "%",
        ['﹪'] = "%",
        ['‰'] = "\\permille ",
        ['“'] = "\"",
        ['”'] = "\"",
        ['＄'] = "$",
        ['￥'] = "¥",
        ['【'] = "[",
        ['】'] = "]",
        ['「'] = "\"",
        ['」'] = "\"",
        ['∣'] = "|",
        ['｜'] = "|",
        ['‖'] = "\\|",
        ['ℓ'] = "\\ell ",
        ['ℏ'] = "\\hbar ",
        ['ⅈ'] = "i",
        ['ⅇ'] = "e",
        ['µ'] = "\\mu ",
        ['α'] = "\\alpha ",
        ['β'] = "\\beta ",
        ['γ'] = "\\gamma ",
        ['δ'] = "\\delta ",
        ['ε'] = "\\epsilon ",
        ['ϵ'] = "\\epsilon ",
        ['ζ'] = "\\zeta ",
        ['η'] = "\\eta ",
        ['θ'] = "\\theta ",
        ['ι'] = "\\iota ",
        ['κ'] = "\\kappa ",
        ['λ'] = "\\lambda ",
        ['μ'] = "\\mu ",
        ['ν'] = "\\nu ",
        ['ξ'] = "\\xi ",
        ['π'] = "\\pi ",
        ['ρ'] = "\\rho ",
        ['σ'] = "\\sigma ",
        ['τ'] = "\\tau ",
        ['υ'] = "\\upsilon ",
        ['φ'] = "\\phi ",
        ['ϕ'] = "\\phi ",
        ['χ'] = "\\chi ",
        ['ψ'] = "\\psi ",
        ['ω'] = "\\omega ",
        ['Γ'] = "\\Gamma ",
        ['Δ'] = "\\Delta ",
        ['Θ'] = "\\Theta ",
        ['Λ'] = "\\Lambda ",
        ['Ξ'] = "\\Xi ",
        ['Π'] = "\\Pi ",
        ['Σ'] = "\\Sigma ",
        ['Φ'] = "\\Phi ",
        ['Ψ'] = "\\Psi ",
        ['Ω'] = "\\Omega ",
        ['\u00A0'] = " ",
        ['\u3000'] = " ",
        ['\u2009'] = " ",
        ['\u202F'] = " ",
        ['\u2002'] = " ",
        ['\u2003'] = " ",
        ['\u200A'] = " ",
        ['\u2005'] = " ",
        ['\u2006'] = " ",
        ['\u2007'] = " ",
        ['\u2008'] = " ",
        ['\u200B'] = "",
        ['\u200C'] = "",
        ['\u200D'] = "",
        ['\u2060'] = "",
        ['\u2061'] = "",
        ['\u2062'] = "*",
        ['\uFEFF'] = "",
        ['\u00AD'] = "",
    };

    /// <summary>The text in LaTeX and ASCII, except for words in other scripts.</summary>
    public static string ToLatex(string text)
    {
        if (!text.AsSpan().ContainsAnyExceptInRange('\0', '\x7F'))
            return text;
        var result = new StringBuilder(text.Length + 32);
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (c < 0x80)
                result.Append(c);
            else if (Signs.TryGetValue(c, out string? sign))
                i = c == '√' ? Root(text, i, result) : Appended(result, sign, i);
            else if (c is >= '！' and <= '～')
                result.Append((char)(c - 0xFEE0));
            else if (Fractions.IndexOf(c) is >= 0 and int fraction)
                result.Append(result.Length > 0 && char.IsAsciiDigit(result[^1]) ? " " : "").Append(FractionsPlain[fraction]);
            else
                i = Script(text, i, result);
        }
        return result.ToString();
    }

    static int Appended(StringBuilder result, string sign, int at)
    {
        result.Append(sign);
        return at;
    }

    // √12 is the root of all its digits.
    static int Root(string text, int at, StringBuilder result)
    {
        int end = at + 1;
        while (end < text.Length && (char.IsAsciiDigit(text[end]) || text[end] == '.' && end + 1 < text.Length && char.IsAsciiDigit(text[end + 1])))
            end++;
        result.Append("\\sqrt ");
        if (end > at + 1)
            result.Append('{').Append(text, at + 1, end - at - 1).Append('}');
        return end - 1;
    }

    // A run of raised or lowered signs becomes one exponent or index; any other sign stays.
    static int Script(string text, int at, StringBuilder result)
    {
        var (from, to, mark) = Superscripts.Contains(text[at]) ? (Superscripts, SuperscriptsPlain, '^') : (Subscripts, SubscriptsPlain, '_');
        if (!from.Contains(text[at]))
        {
            result.Append(text[at]);
            return at;
        }
        result.Append(mark).Append('{');
        int end = at;
        while (end < text.Length && from.IndexOf(text[end]) is >= 0 and int index)
        {
            result.Append(to[index]);
            end++;
        }
        result.Append('}');
        return end - 1;
    }
}
