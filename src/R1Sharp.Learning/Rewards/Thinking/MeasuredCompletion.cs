// A completion to be measured, and what is measured of it.

using R1Sharp.Learning.Policies;

namespace R1Sharp.Learning.Rewards.Thinking;

/// <summary>A completion with its problem.</summary>
/// <param name="Problem">The problem with its gold answer; it is empty where nothing is known.</param>
/// <param name="Prompt">The prompt, template included; may be empty.</param>
/// <param name="Text">The completion without the end-of-text token.</param>
/// <param name="Ruler">Its tokens.</param>
sealed record MeasuredCompletion(Problem Problem, string Prompt, string Text, TokenRuler Ruler)
{
    /// <summary>Why it ended.</summary>
    public FinishReason Finish { get; init; } = FinishReason.Stop;

    /// <summary>Whether its answer is right, where somebody has graded it; null grades it.</summary>
    public bool? IsRight { get; init; }

    /// <summary>A completion whose tokens are not known one by one.</summary>
    /// <param name="problem">The problem.</param>
    /// <param name="text">The completion.</param>
    /// <param name="tokenCount">Its tokens; null counts words, digits, signs and Chinese characters.</param>
    public static MeasuredCompletion Of(Problem problem, string text, int? tokenCount = null) => new(problem, "", text, TokenRuler.ByParts(text, tokenCount));
}

/// <summary>A solution as measured.</summary>
/// <param name="Answer">Its answer.</param>
/// <param name="IsRight">What the family's checker says of it; null where the gold answer cannot be used.</param>
/// <param name="TokenCount">Its tokens; the last has everything up to the completion's end.</param>
/// <param name="EndToken">Tokens up to the end of its answer.</param>
/// <param name="IsNew">Whether it follows another strategy than all before it.</param>
sealed record MeasuredSolution(string Answer, bool? IsRight, int TokenCount, int EndToken, bool IsNew);
