// HTML in answers: x<sup>2</sup>, <b>12</b>, x &lt; 3. Tags become LaTeX or go, entities become the signs they stand for.

using System.Globalization;
using System.Text.RegularExpressions;

namespace R1Sharp.Learning.Rewards.Mathematics;

/// <summary>Takes HTML off.</summary>
static partial class Markup
{
    // Tags inside tags; deeper ones stay.
    const int MostLayers = 4;

    static readonly Dictionary<string, string> Entities = Read(
        "lt < gt > amp & quot \" apos ' le ≤ leq ≤ ge ≥ geq ≥ ne ≠ minus − plus + times × divide ÷ middot · sdot ⋅ bull • deg ° radic √ infin ∞ plusmn ± pm "
            + "± frac12 ½ frac14 ¼ frac34 ¾ frac13 ⅓ frac23 ⅔"
        + " sup1 ¹ sup2 ² sup3 ³ ndash – mdash — hellip … prime ′ Prime ″ cap ∩ cup ∪ isin ∈ notin ∉ empty ∅ int ∫ sum ∑ prod ∏ rarr → rArr ⇒ larr ← and ∧ "
            + "or ∨ not ¬ asymp ≈ cong ≅ equiv ≡ sim ∼ sub ⊂ sube ⊆ sup ⊃ supe ⊇"
        + " lang ⟨ rang ⟩ lceil ⌈ rceil ⌉ lfloor ⌊ rfloor ⌋ euro € pound £ cent ¢ yen ¥ permil ‰ there4 ∴ forall ∀ exist ∃ perp ⊥ ang ∠ percnt % dollar $ "
            + "num # lpar ( rpar ) lbrack [ rbrack ] lbrace { rbrace } equals = comma , period . colon : sol / ast * lowbar _ Hat ^"
        + " alpha α beta β gamma γ delta δ epsilon ε zeta ζ eta η theta θ iota ι kappa κ lambda λ mu μ nu ν xi ξ pi π rho ρ sigma σ tau τ upsilon υ phi φ "
            + "chi χ psi ψ omega ω Gamma Γ Delta Δ Theta Θ Lambda Λ Xi Ξ Pi Π Sigma Σ Phi Φ Psi Ψ Omega Ω");

    /// <summary>The text without tags and entities. A pair of signs such as a&lt;b&gt;c is a tag only where it is closed.</summary>
    public static string ToLatex(string text)
    {
        if (text.Contains('<') && text.Contains('>'))
            text = WithoutTags(text);
        // Twice, for "&amp;lt;".
        for (int i = 0; i < 2 && text.Contains('&') && text.Contains(';'); i++)
            text = Entity().Replace(text, m => Sign(m.Groups["name"].Value) ?? m.Value);
        return text;
    }

    // The sign of an entity, e.g. "lt" or "#60"; null for a name that is none.
    static string? Sign(string name)
    {
        if (name[0] != '#')
            return Entities.GetValueOrDefault(name);
        bool isHex = name[1] is 'x' or 'X';
        int code = int.Parse(name.AsSpan(isHex ? 2 : 1), isHex ? NumberStyles.HexNumber : NumberStyles.None, CultureInfo.InvariantCulture);
        return code is 0 or > 0x10FFFF or >= 0xD800 and <= 0xDFFF ? null : char.ConvertFromUtf32(code);
    }

    // "lt <" and so on: those of HTML 4 that stand in answers.
    static Dictionary<string, string> Read(string list)
    {
        string[] words = list.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var entities = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["nbsp"] = "\u00A0",
            ["thinsp"] = "\u2009",
            ["ensp"] = "\u2002",
            ["emsp"] = "\u2003",
            ["zwj"] = "",
            ["zwnj"] = "",
            ["shy"] = "",
        };
        for (int i = 0; i + 1 < words.Length; i += 2)
            entities[words[i]] = words[i + 1];
        return entities;
    }

    static string WithoutTags(string text)
    {
        text = Break().Replace(text, " ");
        for (int i = 0; i < MostLayers && text.Contains('<'); i++)
        {
            string before = text;
            text = Pair().Replace(Lowered().Replace(Raised().Replace(text, "^{$1}"), "_{$1}"), "$2");
            if (text.Length == before.Length)
                break;
        }
        return OpenAtStart().Replace(text, "");
    }

    [GeneratedRegex("&(?<name>#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,8});", RegexOptions.ExplicitCapture)]
    private static partial Regex Entity();

    [GeneratedRegex(@"<\s*br\s*/?\s*>|<\s*hr\s*/?\s*>", RegexOptions.IgnoreCase)]
    private static partial Regex Break();

    [GeneratedRegex("<sup>([^<>]*)(?:</sup>|$)", RegexOptions.IgnoreCase)]
    private static partial Regex Raised();

    [GeneratedRegex("<sub>([^<>]*)(?:</sub>|$)", RegexOptions.IgnoreCase)]
    private static partial Regex Lowered();

    [GeneratedRegex(@"<(b|strong|i|em|u|span|p|div|center|code|mark|font|small|big|tt|var|q)(?:\s[^<>]*)?>([^<>]*(?:<(?!/\1>)[^<>]*)*)</\1>",
        RegexOptions.IgnoreCase)]
    private static partial Regex Pair();

    // The answer was cut off before the tag was closed.
    [GeneratedRegex(@"^\s*(?:<(?:b|strong|i|em|u|span|p|div|center|code|mark)>\s*)+", RegexOptions.IgnoreCase)]
    private static partial Regex OpenAtStart();
}
