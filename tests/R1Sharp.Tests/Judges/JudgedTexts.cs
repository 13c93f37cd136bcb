// Texts on which tokenizers differ, if they differ anywhere.

using System.Text;
using R1Sharp.Numerics;

namespace R1Sharp.Tests.Judges;

/// <summary>More than 300 texts: written ones, and mixtures of awkward parts.</summary>
static class JudgedTexts
{
    const int Mixtures = 230;

    static readonly string[] Written =
    [
        "", " ", "  ", "   ", "\n", "\n\n", "\r\n", "\r", "\t", "\t\t\n", " \n ", "a", " a", "a ", "  a  b  ", "\u00a0", "\u3000x", "\u2028\u2029",
        "The quick brown fox jumps over the lazy dog.", "The answer is 12345 + 67 = 12412.", "3.14159265358979e-10 1,000,000 0x1F 1_000", "1234567890123456789012345678901234567890",
        "00000000000000000000000000000001", "１２３４５ ٠١٢٣٤ ²³¹ ½⅓ ⅫⅣ 〇一二三 ①②", "1a2b3c 4 5 6", "2024-07-26T12:34:56.789Z", "$1.50 €20 £3 ¥400 50% №5",
        "I'm you're he'll it's they've I'd can't", "I'M YOU'RE HE'LL IT'S THEY'VE I'D CAN'T", "'s't're've'm'll'd'S'T'RE'VE'M'LL'D'Ll'rE", "'' ''' '\n's ' s", "x\u2019s don\u2019t", "'\u017ftyle x'\u017f '\u212a",
        "def f(x):\n    return x**2  # squared\n\n\nclass A:\n\tpass\n", "#include <stdio.h>\r\nint main(void)\r\n{\r\n\tprintf(\"%d\\n\", 1);\r\n}\r\n", "for(int i=0;i<10;++i){a[i]=b[i]?c:d;}", "<div class=\"x\">&nbsp;</div><!-- y -->",
        "SELECT * FROM t WHERE a='b' AND c<>1;", "{\"a\":[1,2,{\"b\":null}],\"c\":\"\\u00e9\"}", "\\frac{1}{2}\\sqrt{x^2+y^2}=\\sum_{i=1}^{n}\\alpha_i \\le \\infty", "$$\\boxed{\\dfrac{3}{4}}$$", "https://example.org/a/b?c=d&e=f#g user@example.org",
        "snake_case camelCase PascalCase SCREAMING_SNAKE kebab-case", "__init__ _x x_ _", "a.b.c...d ... !!! ???!?! ----- ===== ~~~~~ ***", "(([[{{<<>>}}]]))", "…—–“”‘’«»¿¡", "a\u00adb\u200bc\u200dd\ufeffe", "\0\u0001\u0007\u001b[0m\u007f\u0080\u0085\u009f",
        "naïve café élan Ångström ÀÉÎÕÜ ßẞ œ æ ø", "e\u0301 a\u030a o\u0308 n\u0303 \u0301 \u0301a", "q\u0323\u0307 q\u0307\u0323 \u1e69 s\u0323\u0307", "\u212b \u2126 \u0340 \u0344 \u037e \u0958 \u2adc \ufb1d", "\u1100\u1161\u11a8 \uac01 \uac00\u11a8 \u1112\u1161\u11ab",
        "Ελληνικά ΑΒΓ ςσ", "Русский язык: Ёж, подъём.", "Українська її ґ", "עִבְרִית שָׁלוֹם", "العربية مَرْحَبًا ٠١٢", "فارسی می‌خواهم", "हिन्दी नमस्ते क्षत्रिय", "বাংলা ভাষা", "தமிழ் நாடு", "తెలుగు", "ಕನ್ನಡ", "മലയാളം", "ไทยภาษา สวัสดี", "ລາວ", "ខ្មែរ", "မြန်မာ", "ქართული", "հայերեն", "አማርኛ", "ᏣᎳᎩ", "ᓄᓇᕗᑦ", "བོད་ཡིག", "монгол ᠮᠣᠩᠭᠣᠯ", "Tiếng Việt ừ ễ", "Türkçe İıŞş", "Ꜳꭰ𐐀𐐨𞤀",
        "中文句子，没有空格。数字123和English混合！", "繁體中文「引號」『雙』", "日本語の文章。カタカナとひらがな、漢字。ー々〆", "한국어 문장입니다. 띄어쓰기", "㐀㐁龥龦鿿𠀀𠀁𪜀", "ｆｕｌｌｗｉｄｔｈ　ＴＥＸＴ！", "ﾊﾝｶｸ ｶﾀｶﾅ", "ㄅㄆㄇ ㄱㄴ",
        "🙂", "👩‍👩‍👧‍👦 👨🏽‍💻 🏳️‍🌈", "🇩🇪🇫🇷🇺🇸", "1️⃣ #️⃣ ©️ ™️", "👍🏻👍🏿 ❤️ ☺︎", "a🙂b🙂c", "🙂🙂🙂🙂🙂🙂🙂🙂", "𝒜𝓁𝓅𝒽𝒶 𝟙𝟚𝟛 𝔄", "🀄🂡♠♣", "\u2764\ufe0f\u200d\U0001F525",
        "\ud83d", "\ude42", "\ude42\ud83d", "a\ud83db", "\ud83d\ud83d\ude42", "x \udfff", "\ud800 \udbff", "\ud83d\u0301",
        "<|endoftext|>", "a<|endoftext|>b", "<|im_start|>user\nhi<|im_end|>\n<|im_start|>assistant\n", "<|begin_of_text|><|start_header_id|>user<|end_header_id|>\n\nx<|eot_id|>", "<｜begin▁of▁sentence｜><｜User｜>hi<｜Assistant｜><think>\n", "<think>\nx\n</think>\n\n<answer>3</answer>", "<tool_call>\n{}\n</tool_call>", "<|im_start<|im_start|>|>", "<| endoftext |> <|endoftext|", "<|endoftext|><|endoftext|> <|endoftext|>\n", "<|reserved_special_token_5|> <|fim_prefix|>x<|fim_suffix|>", "<｜place▁holder▁no▁0｜> <｜▁pad▁｜>", "<|vision_start|><|image_pad|>",
        new string(' ', 5), new string(' ', 64) + "x", new string('\n', 20), "a" + new string(' ', 33) + "\nb", new string('\t', 9) + "x", new string('a', 300), new string('=', 130), new string('9', 131), new string('中', 90), new string('é', 70), string.Concat(Enumerable.Repeat("ab", 90)), string.Concat(Enumerable.Repeat("🙂", 40)),
        "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft", "pneumonoultramicroscopicsilicovolcanoconiosis", " \u0301x !\u0301 1\u0301 \n\u0301", ".\n,\r\n;\n\n!  \n", "  !\n x", "a\n b\n\n  c\n\n\n    d", "x \r\n y \r z", "end with space ", "end with newline\n", "end with spaces   ",
        "I think step by step: first, 12*3=36; then 36-4=32. So the answer is \\boxed{32}.", "Ġ Ċ ĉ âĢĻ", "▁▁a ▁", "aàáâãäåāăą", "\u0378\u0379 \ue000\uf8ff \U000E0001 \U0010FFFF",
    ];

    static readonly string[] Parts =
    [
        "'s", "'Re", "'LL", "'", " ", "  ", "   ", "\n", "\r\n", "\r", "\t", "\u00a0", "\u2028", "\u3000", "a", "Word", " the", "ing", "ß", "é", "e\u0301", "\u0323", "\u0308", "1", "23", "4567", "²", "½", "٣", "，", "。", "中文", "カ", "ー", "々", "!", "?!", " -", "$", "+", "€", "🙂", "👩‍👧", "𝒜", "\u200d", "\u0007", "\u0085", "<|endoftext|>", "<|im_end|>", "<|eot_id|>", "<think>", "<", "<|", "_", "\u1112\u1161\u11ab", "한", "\ud83d", "\ude42", "\u0915\u094d\u0937", "َ", "\U0001F1E9", ".", "://", "(", ")\n", "\ue000", "\u0378",
    ];

    /// <summary>The texts.</summary>
    public static IReadOnlyList<string> All { get; } = [.. Written, .. Enumerable.Range(0, Mixtures).Select(Mixture)];

    static string Mixture(int index)
    {
        var random = new RandomStream(3, RandomPurpose.Test, 77, index);
        var text = new StringBuilder();
        for (int n = 1 + random.NextInt(14); n > 0; n--) text.Append(Parts[random.NextInt(Parts.Length)]);
        return text.ToString();
    }
}
