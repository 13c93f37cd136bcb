// The words of a text, each as the script it is written in, without code, math and names of variables.

using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace R1Sharp.Learning.Rewards.Style;

/// <summary>Cuts texts into words by script.</summary>
static partial class ScriptWords
{
    /// <summary>The script of each word, in order.</summary>
    /// <param name="text">Any text; what is code, math or a tag is passed over.</param>
    /// <param name="language">Decides which single letters are words: "a" and "I" in English.</param>
    public static IReadOnlyList<ScriptKind> Of(string text, string language)
    {
        Rune[] runes = [.. NoWords().Replace(text, " ").EnumerateRunes()];
        var words = new List<ScriptKind>();
        for (int at = 0; at < runes.Length; at++)
        {
            if (!Rune.IsLetter(runes[at]))
                continue;
            var script = Script.Of(runes[at]);
            int from = at;
            while (!IsByCharacter(script) && at + 1 < runes.Length && Continues(runes, at + 1))
                at++;
            if (at > from || IsWord(runes[at], script, language))
                words.Add(script);
        }
        return words;
    }

    // "CJK by character".
    static bool IsByCharacter(ScriptKind script) => script is ScriptKind.Han or ScriptKind.Kana or ScriptKind.Hangul;

    static bool Continues(Rune[] runes, int at)
    {
        var rune = runes[at];
        if (Rune.IsLetter(rune))
            return !IsByCharacter(Script.Of(rune));
        if (rune.Value is '\'' or '’')
            return at + 1 < runes.Length && Rune.IsLetter(runes[at + 1]) && !IsByCharacter(Script.Of(runes[at + 1]));
        return Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;
    }

    // A single letter of the scripts that variables are named in is a word only where the language has such a word.
    static bool IsWord(Rune letter, ScriptKind script, string language) => script switch
    {
        ScriptKind.Latin => letter.IsBmp && OneLetterWords(language).Contains(char.ToLowerInvariant((char)letter.Value)),
        ScriptKind.Greek => language == "el",
        _ => true,
    };

    static string OneLetterWords(string language) => language switch
    {
        "en" => "ai",
        "es" => "ayeou",
        "pt" => "aeoàé",
        "fr" => "aày",
        "it" => "aeoiè",
        "pl" => "aiozwu",
        "cs" or "sk" => "aikosuvz",
        _ => "",
    };

    // Blocks and spans of code, TeX between its marks (a dollar sign before a digit and after a space is money), commands of
    // TeX, tags and addresses.
    [GeneratedRegex(@"```.*?(```|\z)|`[^`\n]+`|\$\$.*?\$\$|\$(?!\s)[^$\n]{1,300}?(?<!\s)\$(?!\d)|\\\[.*?\\\]|\\\(.*?\\\)|\\[A-Za-z]+|</?[a-z_]+>|<\|[^"
        + @"|>\n]{1,40}\|>|https?://\S+",
        RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex NoWords();
}
