// A penalty for completions that did not end by themselves or whose tags do not match, as OpenRLHF and NeMo RL give it.

using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using R1Sharp.Learning.Policies;

namespace R1Sharp.Learning.Rewards.Style;

/// <summary>What it costs.</summary>
sealed record StopOptions
{
    /// <summary>Score of a completion that was cut off.</summary>
    [Description("score of a completion that the cap on tokens cut off"), Range(-1000.0, 0.0)]
    public double Penalty { get; init; } = -1;

    /// <summary>Score of a completion with unbalanced tags.</summary>
    [Description("score of a completion that ended, but whose think or answer tags do not match"), Range(-1000.0, 0.0)]
    public double MalformedPenalty { get; init; } = -1;
}

/// <summary>0 where the model ended the completion itself and its tags match.</summary>
/// <param name="options">What it costs.</param>
sealed class StopReward(StopOptions options) : IReward
{
    /// <summary>For the catalog.</summary>
    public static RewardDescription Description { get; } = RewardDescription.Of<StopOptions>("stop", options => new StopReward(options),
        "penalty if cut off, else malformed_penalty if the think or answer tags do not match, else 0", "the penalties or 0",
        "OpenRLHF, stop_properly_penalty_coef below 0; NeMo RL, malformed thinking penalty") with
    {
        Departures = "Where no reason for the end is given, the completion counts as ended.",
    };

    /// <inheritdoc/>
    public string Name => "stop";

    /// <inheritdoc/>
    public RewardScore Score(RewardInput input)
    {
        if (input.Finish != FinishReason.Stop)
            return new RewardScore(options.Penalty, "did not end");
        string text = CompletionText.Whole(input);
        bool match = Match(text, ThinkAnswerText.ThinkOpen, ThinkAnswerText.ThinkClose) && Match(text, ThinkAnswerText.AnswerOpen, ThinkAnswerText.AnswerClose);
        return match ? new RewardScore(0, "ended") : new RewardScore(options.MalformedPenalty, "tags do not match");
    }

    // None of the two, or one of each in order.
    static bool Match(string text, string open, string close) => (ThinkAnswerText.Count(text, open), ThinkAnswerText.Count(text, close)) switch
    {
        (0, 0) => true,
        (1, 1) => text.IndexOf(open, StringComparison.Ordinal) < text.IndexOf(close, StringComparison.Ordinal),
        _ => false,
    };
}
