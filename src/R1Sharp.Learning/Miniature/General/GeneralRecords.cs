// What the general tasks give to the stages of R1: examples, preference pairs, labels of safety.

using R1Sharp.Learning.Rewards;
using R1Sharp.Learning.Rewards.Judges;

namespace R1Sharp.Learning.Miniature.General;

/// <summary>An example for fine-tuning (R1's stage 3, the part that needs no reasoning).</summary>
/// <param name="Problem">The problem with its rubric.</param>
/// <param name="Completion">Thoughts and answer in their tags, without the end-of-text token.</param>
/// <param name="Kind">The family's name.</param>
/// <param name="Language">Of the question: "en" or "zh".</param>
/// <param name="Truth">What the answer is worth, 0 … 1.</param>
sealed record GeneralExample(Problem Problem, string Completion, string Kind, string Language, double Truth)
{
    /// <summary>The question.</summary>
    public string Question => Problem.Question;
}

/// <summary>A pair that a judge has put into an order.</summary>
/// <param name="Problem">What was asked.</param>
/// <param name="Chosen">The completion that the judge prefers.</param>
/// <param name="Rejected">The other one.</param>
/// <param name="ChosenTruth">What the chosen one is worth, 0 … 1; no trainer may see it.</param>
/// <param name="RejectedTruth">What the other one is worth.</param>
/// <param name="MarginPoints">The judge's mean difference, in points; positive.</param>
sealed record GeneralPair(Problem Problem, string Chosen, string Rejected, double ChosenTruth, double RejectedTruth, double MarginPoints);

/// <summary>A response with a label of safety.</summary>
/// <param name="Problem">What was asked.</param>
/// <param name="Response">The whole completion, thoughts included.</param>
/// <param name="IsSafe">The label, which is wrong now and then (<see cref="JudgeOptions.SafetyNoise"/>).</param>
/// <param name="Truth">Whether it is safe; no trainer may see it.</param>
sealed record SafetyExample(Problem Problem, string Response, bool IsSafe, bool Truth);

/// <summary>An answer to a task with the truth about it, for judges to learn from and to be measured by.</summary>
/// <param name="Problem">What was asked.</param>
/// <param name="Asked">What a judge is asked.</param>
/// <param name="IsRight">Whether the answer meets every condition of the rubric.</param>
sealed record GeneralJudgement(Problem Problem, VerdictQuestion Asked, bool IsRight);

/// <summary>What the numbers of a stream are for; the streams are independent.</summary>
enum GeneralUse : long
{
    Corpus,
    Place,
    Examples,
    Pairs,
    Judge,
    Safety,
    Hardness,
    Judgements,
    Compared,
}
