// The reward for one block of thoughts followed by anything: the form of the released R1 models, without answer tags.

using System.ComponentModel;

namespace R1Sharp.Learning.Rewards.Style;

/// <summary>How strict it is.</summary>
sealed record ThinkFormatOptions
{
    /// <summary>Whether an answer must follow.</summary>
    [Description("whether text must follow the thoughts and </think> may occur only once; TRL asks for neither")]
    public bool Strict { get; init; }
}

/// <summary>1 where the text begins with a think tag that occurs only once and is closed later, else 0.</summary>
/// <param name="options">How strict it is.</param>
sealed class ThinkFormatReward(ThinkFormatOptions options) : IReward
{
    /// <summary>For the catalog.</summary>
    public static RewardDescription Description { get; } = RewardDescription.Of<ThinkFormatOptions>("think_format", options => new ThinkFormatReward(options),
        "1 if the text begins with <think>, holds it only once and </think> follows, else 0", "0 or 1", "TRL format_rewards.py, think_format_reward") with
    {
        Departures = "A think tag that the prompt has written counts. strict: true closes what TRL lets pass: several </think>, and nothing after it.",
    };

    /// <inheritdoc/>
    public string Name => "think_format";

    /// <inheritdoc/>
    public RewardScore Score(RewardInput input)
    {
        string? fault = Fault(CompletionText.Whole(input));
        return new RewardScore(fault is null ? 1 : 0, fault ?? "right form");
    }

    string? Fault(string text)
    {
        if (!text.StartsWith(ThinkAnswerText.ThinkOpen, StringComparison.Ordinal))
            return "does not begin with <think>";
        if (ThinkAnswerText.Count(text, ThinkAnswerText.ThinkOpen) > 1)
            return "several <think>";
        int close = text.LastIndexOf(ThinkAnswerText.ThinkClose, StringComparison.Ordinal);
        if (close < 0)
            return "no </think>";
        if (!options.Strict)
            return null;
        return ThinkAnswerText.Count(text, ThinkAnswerText.ThinkClose) > 1 ? "several </think>"
            : string.IsNullOrWhiteSpace(text[(close + ThinkAnswerText.ThinkClose.Length)..]) ? "nothing after the thoughts" : null;
    }
}
