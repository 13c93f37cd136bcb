// The letter of an option that prose chooses: "option B", "so I choose (B)", "(A) is wrong, C is correct". A letter that is a word, "A
// dog", is none.

using System.Text.RegularExpressions;

namespace R1Sharp.Learning.Rewards.Reading;

/// <summary>Reads choices.</summary>
static partial class StatedChoice
{
    /// <summary>The one letter that a text chooses; null where it chooses none, or several.</summary>
    public static string? Of(string text)
    {
        string plain = Markdown.Plain(text);
        var found = Letter().Matches(plain).Where(match => !IsDenied(plain, match)).ToList();
        if (found.Select(Name).Distinct().Count() <= 1)
            return found.Count == 0 ? null : Name(found[0]);
        // Where several are spoken of, the last that is called chosen.
        var chosen = found.Where(match => match.Groups["chosen"].Success).ToList();
        return chosen.Count == 0 ? null : Name(chosen[^1]);
    }

    static string Name(Match match) => match.Groups["letter"].Value.ToUpperInvariant();

    static bool IsDenied(string text, Match match)
    {
        var letter = match.Groups["letter"];
        int from = Math.Max(letter.Index - 40, 0), end = letter.Index + letter.Length;
        bool concludes = Concludes().IsMatch(match.Value);
        return !concludes && Denials.IsDenied(text[from..match.Index], text[end..]) || Denials.IsDenied(text[from..letter.Index], text[end..])
            || Denials.IsInside(Denials.Asides(text), letter.Index);
    }

    [GeneratedRegex(@"^(so|therefore|hence|thus)\b", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex Concludes();

    [GeneratedRegex(@"(?<chosen>\b(answer|choose|pick|select|go\s+with|correct\s+(option|choice))|正确答案|答案|选)\s*((is|option|choice|letter|是|为"
        + @"|项)\s*)*[:：]?\s*[\(\[（]?(?<letter>(?-i:[A-J]))(?![A-Za-z'’])|\b(option|choice)\s*[\(\[（]?(?<letter>[A-J])(?![A-Za-z'’])|选项\s*(?<letter>[A-J])"
        + @"|[\(（\[](?<letter>(?-i:[A-J]))[\)）\]]"
        + @"|(?<chosen>\b(so|therefore|hence|thus)\b)\s*,?\s*((it\s+(is|must\s+be)|the\s+answer\s+is)\s+)?\(?(?<letter>(?-i:[A-J]))\)?\s*[.!]?\s*$"
        + @"|(?<![A-Za-z(])(?<letter>(?-i:[A-J]))(?=\)\s)|(?<letter>(?-i:[A-J]))(?=\)?\s+is\s+(the\s+)?(correct|right|best|answer))"
            + @"|^\s*(?<letter>(?-i:[A-J]))\s*([\.\):：、,，](?!\s*\(?(?-i:[A-J])(?![A-Za-z]))|$)|^\s*(?<letter>(?-i:[B-HJ]))(?=\s+(because|since|is|as)\b)",
        RegexOptions.ExplicitCapture | RegexOptions.Multiline | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Letter();
}
