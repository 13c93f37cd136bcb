// The checker for problems that carry a rubric instead of a gold answer to compare with.

namespace R1Sharp.Learning.Rewards.Rubrics;

/// <summary>An answer is right when it meets every condition of the problem's rubric in full. The gold answer is an example.</summary>
sealed class RubricChecker : IAnswerChecker
{
    const int LongestAnswer = 2000;

    /// <inheritdoc/>
    public AnswerVerdict Judge(Problem problem, string answer)
    {
        if (Rubric.Of(problem) is not { } rubric || answer.Length > LongestAnswer)
            return new AnswerVerdict(false, answer.Length > LongestAnswer ? "answer too long" : "no rubric", null);
        bool right = rubric.Grade(answer) == 1;
        return new AnswerVerdict(right, right ? "right" : $"missed: {string.Join("; ", rubric.Missed(answer))}", string.Join(' ', AnswerWords.Units(answer)));
    }

    /// <inheritdoc/>
    public string? GoldAnswer(Problem problem) => problem.Answer;
}
