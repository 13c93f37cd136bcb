// Mathematics written with Unicode signs, full-width letters and superscripts becomes LaTeX, so that the scanner sees one
// way of writing.

using System.Globalization;
using System.Text;

namespace R1Sharp.Learning.Rewards.Mathematics;

/// <summary>Rewrites Unicode signs.</summary>
static class UnicodeMath
{
    const string Superscripts = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾ⁿⁱˣʸᵏᵐᵃᵇᶜᵗ", SuperscriptsPlain = "0123456789+-()nixykmabct";
    const string Subscripts = "₀₁₂₃₄₅₆₇₈₉₊₋ₙₓᵢⱼₖₘₐₑₚₜ", SubscriptsPlain = "0123456789+-nxijkmaept";
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
        ['‒'] = "-",
        ['―'] = "-",
        ['⁃'] = "-",
        ['˗'] = "-",
        ['﹘'] = "-",
        ['➕'] = "+",
        ['﹢'] = "+",
        ['➖'] = "-",
        ['×'] = "\\times ",
        ['✕'] = "\\times ",
        ['✖'] = "\\times ",
        ['⋅'] = "\\cdot ",
        ['·'] = "\\cdot ",
        ['∙'] = "\\cdot ",
        ['•'] = "\\cdot ",
        ['∗'] = "*",
        ['⨯'] = "\\times ",
        ['╳'] = "\\times ",
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
        ['˚'] = "^\\circ ",
        ['℃'] = "^\\circ C",
        ['℉'] = "^\\circ F",
        ['㎝'] = "cm",
        ['㎏'] = "kg",
        ['㎞'] = "km",
        ['㎜'] = "mm",
        ['㎡'] = "m^2",
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
        ['٪'] = "%",
        ['٫'] = ".",
        ['٬'] = ",",
        ['،'] = ",",
        ['؛'] = ";",
        ['।'] = ".",
        ['۔'] = ".",
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
        ['\u200E'] = "",
        ['\u200F'] = "",
        ['\u061C'] = "",
        ['\u2028'] = "\n",
        ['\u2029'] = "\n",
        ['\u202A'] = "",
        ['\u202B'] = "",
        ['\u202C'] = "",
        ['\u202D'] = "",
        ['\u202E'] = "",
        ['\u2066'] = "",
        ['\u2067'] = "",
        ['\u2068'] = "",
        ['\u2069'] = "",
        ['\uFE0E'] = "",
        ['\uFE0F'] = "",
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
            else if (char.IsDigit(c))
                result.Append((char)('0' + CharUnicodeInfo.GetDecimalDigitValue(c)));
            else if (c is '\u0304' or '\u0305' or '\u0307')
                Repeat(result, c == '\u0307' ? "\\dot{" : "\\overline{");
            else if (char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
                result.Append(Mathematical(char.ConvertToUtf32(c, text[++i])) ?? text.Substring(i - 1, 2));
            else if (Fractions.IndexOf(c) is >= 0 and int fraction)
                result.Append(result.Length > 0 && char.IsAsciiDigit(result[^1]) ? " " : "").Append(FractionsPlain[fraction]);
            else
                i = Script(text, i, result);
        }
        return result.ToString();
    }

    // A bar or dot over the digit before it; bars side by side are one bar.
    static void Repeat(StringBuilder result, string open)
    {
        if (result.Length == 0 || !char.IsAsciiDigit(result[^1]))
            return;
        char digit = result[^1];
        result.Length--;
        bool goesOn = open == "\\overline{" && result.Length > 0 && result[^1] == '}' && result.ToString().LastIndexOf(open, StringComparison.Ordinal) is >= 0
            and var bar
            && !result.ToString(bar + open.Length, result.Length - bar - open.Length - 1).AsSpan().ContainsAnyExceptInRange('0', '9');
        if (goesOn)
            result.Length--;
        else
            result.Append(open);
        result.Append(digit).Append('}');
    }

    // The bold, italic and other letters and digits that Unicode has for mathematics, without their style; null for anything else.
    static string? Mathematical(int sign) => sign switch
    {
        >= 0x1D400 and < 0x1D6A4 => ((sign - 0x1D400) % 52 is var letter && letter < 26 ? (char)('A' + letter) : (char)('a' + letter - 26)).ToString(),
        >= 0x1D6A8 and < 0x1D7CA when (sign - 0x1D6A8) % 58 is >= 26 and <= 50 and var letter => ToLatex(((char)('α' + letter - 26)).ToString()),
        >= 0x1D7CE and <= 0x1D7FF => ((char)('0' + (sign - 0x1D7CE) % 10)).ToString(),
        _ => null,
    };

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
