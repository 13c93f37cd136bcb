// The reward for keeping to the form, as in R1-Zero: thoughts inside think tags, then the answer inside answer tags.

using System.ComponentModel;
using System.Text.RegularExpressions;
using R1Sharp.Learning.Policies;

namespace R1Sharp.Learning.Rewards.Style;

/// <summary>How strict the form is.</summary>
public sealed record FormatOptions
{
    /// <summary>Whether tags stand on lines of their own.</summary>
    [Description("whether each tag must stand on a line of its own, as Open-R1 demands; false allows any white space")]
    public bool Newlines { get; init; } = true;

    /// <summary>Whether a summary may stand before the answer.</summary>
    [Description("whether text may stand between the thoughts and the answer, as in the readable form that a cold start teaches")]
    public bool Summary { get; init; }

    /// <summary>Whether the departures from Open-R1 hold.</summary>
    [Description("false is Open-R1's pattern to the letter, which text after the answer's line and repeated tags pass")]
    public bool Strict { get; init; } = true;
}

/// <summary>
/// 1 where the whole completion is thoughts in think tags followed by an answer in answer tags, else 0. Strictly: each of
/// the four tags exactly once and in this order, nothing but white space before, between and after, and an end that the
/// model set itself (not the cap on tokens). Where the prompt has already opened the thoughts, the completion must not open
/// them again.
/// </summary>
public sealed partial class FormatReward : IReward
{
    static readonly string[] s_tags = [ThinkAnswerText.ThinkOpen, ThinkAnswerText.ThinkClose, ThinkAnswerText.AnswerOpen, ThinkAnswerText.AnswerClose];

    readonly FormatOptions _options;

    /// <summary>The form of R1-Zero, with any white space around the tags and an answer that is not empty.</summary>
    /// <param name="summary">Whether a summary stands between the thoughts and the answer, as in R1's form.</param>
    public FormatReward(bool summary = false) : this(new FormatOptions { Newlines = false, Summary = summary }) { }

    /// <param name="options">How strict it is.</param>
    public FormatReward(FormatOptions options) => _options = options;

    /// <summary>For the catalog.</summary>
    internal static RewardDescription Description { get; } = RewardDescription.Of<FormatOptions>("format", options => new FormatReward(options),
        "1 if the whole text is <think>⏎…⏎</think>⏎<answer>⏎…⏎</answer>, else 0", "0 or 1",
        "Open-R1 rewards.py, format_reward; DeepSeek-R1, section 2.2.2") with
    {
        Departures = "Open-R1's $ matches at any line's end, so text after the answer passes, and so do repeated tags: neither does here. "
            + "Truncated completions get 0. A think tag that the prompt has written counts. In recipes newlines is false where it is not given.",
    };

    /// <inheritdoc/>
    public string Name => "format";

    /// <inheritdoc/>
    public RewardScore Score(RewardInput input)
    {
        string text = CompletionText.Whole(input);
        string? fault = !_options.Strict ? Letter().IsMatch(text) ? null : "not the pattern"
            : input.Finish != FinishReason.Stop ? "did not end" : TagFault(text) ?? (_options.Newlines ? LineFault(text) : Fault(text));
        return new RewardScore(fault is null ? 1 : 0, fault ?? "right form");
    }

    static string? TagFault(string text)
    {
        foreach (string tag in s_tags)
            if (ThinkAnswerText.Count(text, tag) is var count and not 1)
                return count == 0 ? $"no {tag}" : $"several {tag}";
        int[] at = Places(text);
        return at.SequenceEqual(at.Order()) ? null : "tags in another order";
    }

    string? LineFault(string text) => Lines().IsMatch(text) ? null
        : Fault(text) == "text outside the tags" ? "text outside the tags" : "tags not on lines of their own";

    string? Fault(string text)
    {
        int[] at = Places(text);
        bool nothingElse = IsBlank(text[..at[0]]) && (_options.Summary || IsBlank(text[(at[1] + s_tags[1].Length)..at[2]]))
            && IsBlank(text[(at[3] + s_tags[3].Length)..]);
        if (!nothingElse)
            return "text outside the tags";
        return IsBlank(text[(at[2] + s_tags[2].Length)..at[3]]) ? "empty answer" : null;
    }

    static int[] Places(string text) => [.. s_tags.Select(tag => text.IndexOf(tag, StringComparison.Ordinal))];

    static bool IsBlank(string text) => string.IsNullOrWhiteSpace(text);

    // White space after the last tag is allowed from a new line on, as in Open-R1.
    [GeneratedRegex(@"\A<think>\n.*?\n</think>\n<answer>\n.*?\n</answer>(\n\s*)?\z", RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex Lines();

    [GeneratedRegex(@"\A<think>\n.*?\n</think>\n<answer>\n.*?\n</answer>$", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Letter();
}
