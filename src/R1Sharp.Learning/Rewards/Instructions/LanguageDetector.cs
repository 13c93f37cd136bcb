// The language of a text. IFEval asks langdetect, a statistical model; this is a rule instead, the same on every machine:
//   1. the writing system that most letters belong to decides alone where only one known language uses it;
//   2. Chinese characters with kana are Japanese; traditional characters make zh-tw, others zh-cn;
//   3. among languages of one script, the most common words and the letters that only some of them have vote, each vote
//      shared by the languages that have the word or letter.
// Texts without letters have no language. Limits: single names, lists of names, and languages that are not listed are
// taken for the nearest listed one; a Latin text without any known word is taken for English where it is plain ASCII.

using System.Text;
using R1Sharp.Learning.Rewards.Style;

namespace R1Sharp.Learning.Rewards.Instructions;

/// <summary>Finds the language of texts.</summary>
static class LanguageDetector
{
    static readonly Dictionary<ScriptKind, string> s_alone = new()
    {
        [ScriptKind.Hangul] = "ko",
        [ScriptKind.Kana] = "ja",
        [ScriptKind.Greek] = "el",
        [ScriptKind.Hebrew] = "he",
        [ScriptKind.Bengali] = "bn",
        [ScriptKind.Gurmukhi] = "pa",
        [ScriptKind.Gujarati] = "gu",
        [ScriptKind.Tamil] = "ta",
        [ScriptKind.Telugu] = "te",
        [ScriptKind.Kannada] = "kn",
        [ScriptKind.Malayalam] = "ml",
        [ScriptKind.Thai] = "th",
    };

    /// <summary>The codes it can find.</summary>
    public static IReadOnlyList<string> Languages { get; } =
        [.. s_alone.Values.Concat(LanguageProfile.All.Select(p => p.Code)).Concat(["zh", "zh-cn", "zh-tw"]).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>Whether a code is one of <see cref="Languages"/>.</summary>
    public static bool Knows(string language) => Languages.Contains(language);

    /// <summary>Whether a text is in a language; so is a text without letters, as in IFEval. "zh" is either Chinese.</summary>
    public static bool Is(string text, string language) => Detect(text) is not { } found || found == language
        || (language == "zh" && found.StartsWith("zh", StringComparison.Ordinal));

    /// <summary>The code of the text's language; null where it has no letters.</summary>
    public static string? Detect(string text)
    {
        var letters = new Dictionary<ScriptKind, int>();
        foreach (var rune in text.EnumerateRunes())
            if (Rune.IsLetter(rune))
                letters[Script.Of(rune)] = letters.GetValueOrDefault(Script.Of(rune)) + 1;
        if (letters.Count == 0)
            return null;
        // A Chinese or Korean character says as much as several letters of a name beside it.
        var main = letters.MaxBy(pair => pair.Value * (pair.Key is ScriptKind.Han or ScriptKind.Kana or ScriptKind.Hangul ? 3 : 1)).Key;
        if (main is ScriptKind.Han or ScriptKind.Kana)
            return letters.GetValueOrDefault(ScriptKind.Kana) * 10 >= letters.GetValueOrDefault(ScriptKind.Han) && letters.ContainsKey(ScriptKind.Kana) ? "ja"
                : LanguageProfile.IsTraditional(text) ? "zh-tw" : "zh-cn";
        return s_alone.GetValueOrDefault(main) ?? ByWords(text, main);
    }

    /// <summary>The code of a question's language by its script alone: Latin ones all count as "en", which is enough to tell scripts apart.</summary>
    public static string OfQuestion(string question) =>
        // All of its letters are Latin ones.
        Ascii.IsValid(question) ? "en"
        : question.Any(c => c is >= '\u3040' and <= '\u30FF') ? "ja"
        : question.Any(c => c is >= '\u4E00' and <= '\u9FFF') ? "zh"
        : Detect(question) is { } found && Script.OfLanguage(found) is { } scripts && !scripts.Contains(ScriptKind.Latin) ? found : "en";

    static string ByWords(string text, ScriptKind script)
    {
        var profiles = LanguageProfile.Of(script);
        if (profiles.Count == 0)
            return "unknown";
        var votes = new double[profiles.Count];
        string lower = text.ToLowerInvariant().Normalize(NormalizationForm.FormC);
        foreach (string word in LanguageProfile.WordsOf(lower))
            Share(votes, profiles, profile => profile.Words.Contains(word), 1);
        foreach (char letter in lower.Where(c => c > 127))
            Share(votes, profiles, profile => profile.Letters.Contains(letter), 0.7);
        int best = Array.IndexOf(votes, votes.Max());
        return votes[best] > 0 ? profiles[best].Code : LanguageProfile.Fallback(script);
    }

    static void Share(double[] votes, IReadOnlyList<LanguageProfile> profiles, Func<LanguageProfile, bool> has, double vote)
    {
        int count = profiles.Count(has);
        for (int i = 0; count > 0 && i < votes.Length; i++)
            votes[i] += has(profiles[i]) ? vote / count : 0;
    }
}
