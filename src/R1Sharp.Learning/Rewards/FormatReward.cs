// The reward for keeping to the form, as in R1-Zero: thoughts inside think tags, then the answer inside answer tags.

using R1Sharp.Learning.Generation;

namespace R1Sharp.Learning.Rewards;

/// <summary>
/// 1 where the whole completion is <c>&lt;think&gt;…&lt;/think&gt;&lt;answer&gt;…&lt;/answer&gt;</c>, else 0. Strictly: each of the
/// four tags exactly once and in this order, nothing but white space before, between and after, an answer that is not
/// empty, and an end that the model set itself (not the cap on tokens). Where the prompt has already opened the thoughts,
/// the completion must not open them again.
/// </summary>
public sealed class FormatReward : IReward
{
    /// <inheritdoc/>
    public string Name => "format";

    /// <inheritdoc/>
    public RewardScore Score(RewardInput input)
    {
        string? fault = Fault(input);
        return new RewardScore(fault is null ? 1 : 0, fault ?? "right form");
    }

    static string? Fault(RewardInput input)
    {
        if (input.Finish != FinishReason.Stop)
            return "did not end";
        string text = ThinkAnswerText.IsPrefilled(input.Prompt) ? ThinkAnswerText.ThinkOpen + input.Completion : input.Completion;
        string[] tags = [ThinkAnswerText.ThinkOpen, ThinkAnswerText.ThinkClose, ThinkAnswerText.AnswerOpen, ThinkAnswerText.AnswerClose];
        foreach (string tag in tags)
            if (ThinkAnswerText.Count(text, tag) is var count and not 1)
                return count == 0 ? $"no {tag}" : $"several {tag}";
        int[] at = [.. tags.Select(tag => text.IndexOf(tag, StringComparison.Ordinal))];
        if (!at.SequenceEqual(at.Order()))
            return "tags in another order";
        bool nothingElse = IsBlank(text[..at[0]]) && IsBlank(text[(at[1] + tags[1].Length)..at[2]]) && IsBlank(text[(at[3] + tags[3].Length)..]);
        if (!nothingElse)
            return "text outside the tags";
        return IsBlank(text[(at[2] + tags[2].Length)..at[3]]) ? "empty answer" : null;
    }

    static bool IsBlank(string text) => string.IsNullOrWhiteSpace(text);
}
