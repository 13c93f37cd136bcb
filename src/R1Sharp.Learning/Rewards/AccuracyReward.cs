// The reward for a right answer: 1 or 0, decided by rules alone, as in R1-Zero (DeepSeek-R1, section 2.2.2).

using R1Sharp.Learning.Rewards.Mathematics;

namespace R1Sharp.Learning.Rewards;

/// <summary>
/// 1 where the completion's answer is right, else 0. The answer is what stands inside the answer tags after the thoughts;
/// answers inside the thoughts do not count, and neither does more than one answer.
/// </summary>
public sealed class AccuracyReward : IReward
{
    static readonly Dictionary<string, IAnswerChecker> OwnCheckers = new()
    {
        ["countdown"] = new CountdownChecker(),
        ["arithmetic"] = new ValueChecker(),
        ["digits"] = new DigitStringChecker(),
        ["logic"] = new NameSetChecker(),
    };

    static readonly MathAnswerChecker OtherFamilies = new();

    readonly IReward? _format;

    /// <param name="requireFormat">Whether a right answer counts only in a completion of the right form (see <see cref="FormatReward"/>).</param>
    public AccuracyReward(bool requireFormat = false) => _format = requireFormat ? new FormatReward() : null;

    /// <inheritdoc/>
    public string Name => "accuracy";

    /// <summary>The checker for a family; answers of families without one of their own are judged by the math grader.</summary>
    public static IAnswerChecker Checker(string family) => OwnCheckers.GetValueOrDefault(family, OtherFamilies);

    /// <inheritdoc/>
    public RewardScore Score(RewardInput input)
    {
        string? answer = ThinkAnswerText.Split(input.Prompt, input.Completion).Answer(out string reason);
        if (answer is null)
            return new RewardScore(0, reason);
        var verdict = Checker(input.Problem.Family).Judge(input.Problem, answer);
        if (verdict.Correct && _format?.Score(input) is { Value: 0 } format)
            return new RewardScore(0, $"right but {format.Reason}", verdict.Canonical);
        return new RewardScore(verdict.Correct ? 1 : 0, verdict.Reason, verdict.Canonical);
    }
}
