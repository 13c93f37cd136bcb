// A completion as the sources of the style rewards see it: whole, with thoughts that the prompt has opened.

namespace R1Sharp.Learning.Rewards.Style;

/// <summary>Texts that style rewards look at.</summary>
static class CompletionText
{
    /// <summary>
    /// The completion, preceded by the prompt's end from its think tag on where the prompt has opened the thoughts. Open-R1
    /// and TRL look at the completion alone, so that their format rewards are always 0 with such templates.
    /// </summary>
    public static string Whole(RewardInput input) => ThinkAnswerText.IsPrefilled(input.Prompt)
        ? input.Prompt[input.Prompt.LastIndexOf(ThinkAnswerText.ThinkOpen, StringComparison.Ordinal)..] + input.Completion
        : input.Completion;

    /// <summary>What follows the thoughts; the whole completion where there are none; null where they never end.</summary>
    public static string? AfterThoughts(RewardInput input) => ThinkAnswerText.Split(input.Prompt, input.Completion).Rest;

    /// <summary>Length in characters as Python counts them: code points.</summary>
    public static int Characters(string text)
    {
        int count = 0;
        foreach (char c in text)
            count += char.IsLowSurrogate(c) ? 0 : 1;
        return count;
    }
}
