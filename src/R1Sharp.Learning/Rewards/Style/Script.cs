// Which writing system a character belongs to: blocks of Unicode, enough to tell languages of different scripts apart.

using System.Text;

namespace R1Sharp.Learning.Rewards.Style;

/// <summary>Writing systems.</summary>
enum ScriptKind
{
    /// <summary>Any letter of a system not named here.</summary>
    Other,
    /// <summary>Latin.</summary>
    Latin,
    /// <summary>Chinese characters.</summary>
    Han,
    /// <summary>Hiragana and katakana.</summary>
    Kana,
    /// <summary>Korean.</summary>
    Hangul,
    /// <summary>Cyrillic.</summary>
    Cyrillic,
    /// <summary>Greek.</summary>
    Greek,
    /// <summary>Arabic.</summary>
    Arabic,
    /// <summary>Hebrew.</summary>
    Hebrew,
    /// <summary>Devanagari (Hindi, Marathi, Nepali).</summary>
    Devanagari,
    /// <summary>Bengali.</summary>
    Bengali,
    /// <summary>Gurmukhi (Punjabi).</summary>
    Gurmukhi,
    /// <summary>Gujarati.</summary>
    Gujarati,
    /// <summary>Tamil.</summary>
    Tamil,
    /// <summary>Telugu.</summary>
    Telugu,
    /// <summary>Kannada.</summary>
    Kannada,
    /// <summary>Malayalam.</summary>
    Malayalam,
    /// <summary>Thai.</summary>
    Thai,
}

/// <summary>Finds scripts.</summary>
static class Script
{
    static readonly (int From, int To, ScriptKind Script)[] s_blocks =
    [
        (0x0041, 0x024F, ScriptKind.Latin), (0x0250, 0x02AF, ScriptKind.Latin), (0x0370, 0x03FF, ScriptKind.Greek),
        (0x0400, 0x052F, ScriptKind.Cyrillic), (0x0590, 0x05FF, ScriptKind.Hebrew), (0x0600, 0x06FF, ScriptKind.Arabic),
        (0x0750, 0x077F, ScriptKind.Arabic), (0x0900, 0x097F, ScriptKind.Devanagari), (0x0980, 0x09FF, ScriptKind.Bengali),
        (0x0A00, 0x0A7F, ScriptKind.Gurmukhi), (0x0A80, 0x0AFF, ScriptKind.Gujarati), (0x0B80, 0x0BFF, ScriptKind.Tamil),
        (0x0C00, 0x0C7F, ScriptKind.Telugu), (0x0C80, 0x0CFF, ScriptKind.Kannada), (0x0D00, 0x0D7F, ScriptKind.Malayalam),
        (0x0E00, 0x0E7F, ScriptKind.Thai), (0x1100, 0x11FF, ScriptKind.Hangul), (0x1E00, 0x1EFF, ScriptKind.Latin),
        (0x1F00, 0x1FFF, ScriptKind.Greek), (0x3005, 0x3007, ScriptKind.Han), (0x3040, 0x30FF, ScriptKind.Kana),
        (0x3130, 0x318F, ScriptKind.Hangul), (0x31F0, 0x31FF, ScriptKind.Kana), (0x3400, 0x4DBF, ScriptKind.Han),
        (0x4E00, 0x9FFF, ScriptKind.Han), (0xAC00, 0xD7AF, ScriptKind.Hangul), (0xF900, 0xFAFF, ScriptKind.Han),
        (0xFB50, 0xFDFF, ScriptKind.Arabic), (0xFE70, 0xFEFF, ScriptKind.Arabic), (0xFF21, 0xFF5A, ScriptKind.Latin),
        (0xFF66, 0xFF9F, ScriptKind.Kana), (0x20000, 0x3FFFF, ScriptKind.Han),
    ];

    /// <summary>The script of a letter; meaningless for digits and signs.</summary>
    public static ScriptKind Of(Rune letter)
    {
        foreach (var (from, to, script) in s_blocks)
            if (letter.Value >= from && letter.Value <= to)
                return script;
        return ScriptKind.Other;
    }

    /// <summary>Whether it is a Chinese character.</summary>
    public static bool IsHan(Rune letter) => letter.Value >= 0x3005 && Of(letter) == ScriptKind.Han;

    /// <summary>The scripts a language is written in; null where the language is not known.</summary>
    /// <param name="language">An ISO 639-1 code, e.g. "en"; what follows a hyphen does not count.</param>
    public static IReadOnlyList<ScriptKind>? OfLanguage(string language) => language.Split('-', '_')[0].ToLowerInvariant() switch
    {
        "zh" => [ScriptKind.Han],
        "ja" => [ScriptKind.Han, ScriptKind.Kana],
        "ko" => [ScriptKind.Hangul],
        "ru" or "uk" or "bg" or "sr" or "mk" or "be" => [ScriptKind.Cyrillic],
        "el" => [ScriptKind.Greek],
        "ar" or "fa" or "ur" => [ScriptKind.Arabic],
        "he" => [ScriptKind.Hebrew],
        "hi" or "mr" or "ne" => [ScriptKind.Devanagari],
        "bn" => [ScriptKind.Bengali],
        "pa" => [ScriptKind.Gurmukhi],
        "gu" => [ScriptKind.Gujarati],
        "ta" => [ScriptKind.Tamil],
        "te" => [ScriptKind.Telugu],
        "kn" => [ScriptKind.Kannada],
        "ml" => [ScriptKind.Malayalam],
        "th" => [ScriptKind.Thai],
        "en" or "es" or "pt" or "fr" or "de" or "it" or "nl" or "pl" or "vi" or "sw" or "fi" or "sv" or "da" or "no" or "cs" or "sk"
            or "hu" or "ro" or "tr" or "id" or "ms" or "tl" or "ca" or "hr" or "sl" or "et" or "lv" or "lt" or "la" => [ScriptKind.Latin],
        _ => null,
    };
}
