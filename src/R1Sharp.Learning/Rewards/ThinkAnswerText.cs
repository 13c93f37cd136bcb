// The form of a completion: <think>thoughts</think><answer>answer</answer>. Both the format reward and the accuracy reward
// take completions apart here, so that they cannot disagree about what is where.

using R1Sharp.Learning.Tokenization;

namespace R1Sharp.Learning.Rewards;

/// <summary>A completion taken apart at its tags.</summary>
/// <param name="Think">
/// What is inside the think tags: up to the last closing tag; everything, where the thinking never ends; null where there
/// are no think tags at all.
/// </param>
/// <param name="Rest">What follows the thoughts; null where the thinking never ends.</param>
sealed record ThinkAnswerText(string? Think, string? Rest)
{
    /// <summary>Opens the thoughts.</summary>
    public const string ThinkOpen = StandardTokens.Think;

    /// <summary>Closes the thoughts.</summary>
    public const string ThinkClose = StandardTokens.EndThink;

    /// <summary>Opens the answer.</summary>
    public const string AnswerOpen = StandardTokens.Answer;

    /// <summary>Closes the answer.</summary>
    public const string AnswerClose = StandardTokens.EndAnswer;

    /// <summary>Whether the prompt has already opened the thoughts, so that the completion begins inside them.</summary>
    public static bool IsPrefilled(string prompt) => prompt.AsSpan().TrimEnd().EndsWith(ThinkOpen, StringComparison.Ordinal);

    /// <summary>Thoughts before an answer in R1's form, in which chat templates expect them.</summary>
    /// <param name="thoughts">The thoughts; they are trimmed.</param>
    /// <param name="answer">What stands behind them, as it is.</param>
    public static string Written(string thoughts, string? answer) => $"{ThinkOpen}\n{thoughts.Trim()}\n{ThinkClose}\n\n{answer}";

    /// <summary>Takes a completion apart.</summary>
    /// <param name="prompt">The prompt, template included.</param>
    /// <param name="completion">The completion without the end-of-text token.</param>
    public static ThinkAnswerText Split(string prompt, string completion)
    {
        int open = completion.IndexOf(ThinkOpen, StringComparison.Ordinal);
        int close = completion.LastIndexOf(ThinkClose, StringComparison.Ordinal);
        int from = open >= 0 ? open + ThinkOpen.Length : 0;
        if (close >= 0)
            return new ThinkAnswerText(completion[Math.Min(from, close)..close], completion[(close + ThinkClose.Length)..]);
        return open >= 0 || IsPrefilled(prompt) ? new ThinkAnswerText(completion[from..], null) : new ThinkAnswerText(null, completion);
    }

    /// <summary>The one answer after the thoughts, trimmed; null where there is none, more than one, or an empty one.</summary>
    public string? Answer(out string reason)
    {
        reason = Rest is null ? "thinking never ends" : Count(Rest, AnswerOpen) == 0 ? "no answer tag" : "";
        if (reason.Length > 0)
            return null;
        int open = Rest!.IndexOf(AnswerOpen, StringComparison.Ordinal) + AnswerOpen.Length;
        int close = Rest.IndexOf(AnswerClose, open, StringComparison.Ordinal);
        string answer = close < 0 ? "" : Rest[open..close].Trim();
        reason = Count(Rest, AnswerOpen) > 1 || Count(Rest, AnswerClose) > 1 ? "several answers"
            : close < 0 ? "answer tag not closed" : answer.Length == 0 ? "empty answer" : "";
        return reason.Length > 0 ? null : answer;
    }

    /// <summary>How often a tag occurs.</summary>
    public static int Count(string text, string tag)
    {
        int count = 0;
        for (int at = text.IndexOf(tag, StringComparison.Ordinal); at >= 0; at = text.IndexOf(tag, at + tag.Length, StringComparison.Ordinal))
            count++;
        return count;
    }
}
