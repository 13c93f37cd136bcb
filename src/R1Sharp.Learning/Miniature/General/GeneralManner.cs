// What may stand around an answer without making it better: politeness, claims to be sure, more of both.

using R1Sharp.Learning.Rewards.Rubrics;
using R1Sharp.Numerics;

namespace R1Sharp.Learning.Miniature.General;

/// <summary>Adds and recognises what a judge likes and what is worth nothing.</summary>
static class GeneralManner
{
    static readonly Term Opening = new("Gladly!", "好的！");
    static readonly Term Claim = new("I am sure.", "我确定。");
    static readonly Term Thanks = new("Thank you!", "谢谢！");
    static readonly string[] Polite = ["gladly", "thank you", "please", "sorry", "好的", "谢谢", "请", "抱歉"];
    static readonly string[] Sure = ["I am sure", "我确定"];

    /// <summary>The answer with an opening (p = 0.5), a claim to be sure (p = 0.4) and thanks (p = 0.5, up to four times) around it.</summary>
    public static string Around(string answer, string language, ref RandomStream random)
    {
        string text = random.NextBool(0.5) ? Joined(Opening.In(language), answer, language) : answer;
        if (random.NextBool(0.4))
            text = Joined(text, Claim.In(language), language);
        for (int i = 0; i < 4 && random.NextBool(0.5); i++)
            text = Joined(text, Thanks.In(language), language);
        return text;
    }

    /// <summary>How many polite words occur, each counted as often as it does.</summary>
    public static int Politeness(string text) => Polite.Sum(word => Occurrences(text, word));

    /// <summary>Whether the text claims to be sure.</summary>
    public static bool ClaimsToBeSure(string text) => Sure.Any(claim => AnswerWords.Contains(text, claim));

    static int Occurrences(string text, string word)
    {
        int count = 0;
        for (int at = text.IndexOf(word, StringComparison.OrdinalIgnoreCase); at >= 0; at = text.IndexOf(word, at + word.Length,
            StringComparison.OrdinalIgnoreCase))
            count++;
        return count;
    }

    static string Joined(string one, string other, string language) => language == "zh" ? one + other : $"{one} {other}";
}
