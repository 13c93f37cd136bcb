// The reward for thinking in the language of the question (DeepSeek-R1, section 2.3.2): the share of the words of the
// thoughts that are in that language.

using System.Text.RegularExpressions;

namespace R1Sharp.Learning.Rewards;

/// <summary>
/// The share of words in the question's language, from 0 to 1. Every Chinese character counts as one word, every run of
/// other letters as one. Digits, signs, single letters (names and variables), tags and words after a backslash do not
/// count; thoughts without any word have no score. Runs of letters that are neither Latin nor Chinese count as foreign.
/// </summary>
public sealed partial class LanguageConsistencyReward : IReward
{
    /// <inheritdoc/>
    public string Name => "language";

    /// <inheritdoc/>
    public RewardScore Score(RewardInput input)
    {
        var parts = ThinkAnswerText.Split(input.Prompt, input.Completion);
        var (latin, chinese, other) = CountWords(parts.Think ?? parts.Rest ?? "");
        int all = latin + chinese + other;
        if (all == 0)
            return new RewardScore(null, "no words");
        int own = input.Problem.Language == "zh" ? chinese : latin;
        return new RewardScore((double)own / all, $"{own} of {all} words");
    }

    /// <summary>How many words of each kind a text has.</summary>
    public static (int Latin, int Chinese, int Other) CountWords(string text)
    {
        int latin = 0, chinese = 0, other = 0;
        text = Tag().Replace(text, " ");
        for (int at = 0; at < text.Length; at++)
        {
            if (IsChinese(text[at]))
                chinese++;
            else if (char.IsLetter(text[at]))
            {
                int from = at;
                while (at + 1 < text.Length && char.IsLetter(text[at + 1]) && !IsChinese(text[at + 1]))
                    at++;
                bool counts = at > from && (from == 0 || text[from - 1] != '\\');
                latin += counts && IsLatin(text[from]) ? 1 : 0;
                other += counts && !IsLatin(text[from]) ? 1 : 0;
            }
        }
        return (latin, chinese, other);
    }

    // The unified ideographs and their first extension.
    static bool IsChinese(char letter) => letter is >= '\u4E00' and <= '\u9FFF' or >= '\u3400' and <= '\u4DBF';

    // Up to the end of Latin Extended-B.
    static bool IsLatin(char letter) => letter < '\u0250';

    [GeneratedRegex(@"</?[a-z]+>|<\|[a-z]+\|>")]
    private static partial Regex Tag();
}
