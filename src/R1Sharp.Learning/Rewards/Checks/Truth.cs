// The gold answer as a completion, and with a mistake in it.


using R1Sharp.Learning.Rewards.Accuracy;

namespace R1Sharp.Learning.Rewards.Checks;

/// <summary>What a perfect model would write, and one that slips.</summary>
static class Truth
{
    /// <summary>The gold answer as its checker wants it.</summary>
    public static string Gold(Problem problem) => AccuracyReward.Checker(problem.Family).GoldAnswer(problem) ?? problem.Answer;

    /// <summary>The strict form around an answer; null where there is none.</summary>
    public static string? Completion(string? answer) => answer is null ? null : Form("I know it.", answer);

    /// <summary>The strict form: Open-R1's, so that every reward takes it.</summary>
    public static string Form(string thoughts, string answer) => $"<think>\n{thoughts}\n</think>\n<answer>\n{answer}\n</answer>";

    /// <summary>
    /// The answer with its last digit changed; without digits, with its first letter exchanged for the next. Null where it
    /// has neither.
    /// </summary>
    public static string? Damaged(string gold)
    {
        int digit = gold.AsSpan().LastIndexOfAny("0123456789");
        if (digit >= 0)
            return $"{gold[..digit]}{(char)('0' + (gold[digit] - '0' + 1) % 10)}{gold[(digit + 1)..]}";
        // A command of TeX is no text: \frac must stay.
        for (int i = 0; i < gold.Length; i++)
        {
            if (gold[i] == '\\')
                while (i + 1 < gold.Length && char.IsAsciiLetter(gold[i + 1]))
                    i++;
            else if (char.IsAsciiLetter(gold[i]))
                return gold[..i] + Next(gold[i]) + gold[(i + 1)..];
        }
        return null;
    }

    static char Next(char letter) => letter switch { 'z' => 'a', 'Z' => 'A', _ => (char)(letter + 1) };
}
