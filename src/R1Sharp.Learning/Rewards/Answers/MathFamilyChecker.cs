// The math grader as a reward needs it. Asked about a text, it looks for the answer in it, the last number if need be; but
// what a completion says is its answer must be the answer: a list of guesses whose last number is right is not.

using System.Text.RegularExpressions;
using R1Sharp.Learning.Rewards.Mathematics;
using R1Sharp.Learning.Rewards.Reading;

namespace R1Sharp.Learning.Rewards.Answers;

/// <summary>Compares the whole of an answer with the gold answer.</summary>
/// <param name="options">The choices where graders disagree; null takes the defaults.</param>
sealed partial class MathFamilyChecker(MathOptions? options = null) : IAnswerChecker
{
    // A unit, a name, "square meters per second": more words than that beyond the gold answer's are a story.
    const int MostWordsMore = 12;

    readonly MathAnswerChecker _grader = new(options);

    /// <inheritdoc/>
    public AnswerVerdict Judge(Problem problem, string answer)
    {
        if (!IsBalanced(answer))
            return new AnswerVerdict(false, "braces do not match", MathAnswerChecker.Canonical(answer));
        return Word().Count(answer) > Word().Count(problem.Answer) + MostWordsMore
            ? new AnswerVerdict(false, "a story, not an answer", MathAnswerChecker.Canonical(answer))
            : _grader.JudgeFound(problem, answer);
    }

    /// <inheritdoc/>
    public bool IsSameAnswer(Problem problem, string one, string other, ref long work) =>
        IsBalanced(one) && IsBalanced(other) && _grader.IsSameAnswer(problem, one, other, ref work);

    /// <inheritdoc/>
    public string? GoldAnswer(Problem problem) => IsMissing(problem) ? null : _grader.GoldAnswer(problem);

    /// <inheritdoc/>
    public string? GoldProblem(Problem problem) => IsMissing(problem) ? "the gold answer is empty" : _grader.GoldProblem(problem);

    static bool IsMissing(Problem problem) => string.IsNullOrWhiteSpace(problem.Answer) || GoldMark.IsLeftEmpty(problem.Answer);

    static bool IsBalanced(string answer)
    {
        int depth = 0;
        for (int at = 0; at < answer.Length && depth >= 0; at++)
            if (answer[at] == '\\')
                at++;
            else
                depth += answer[at] == '{' ? 1 : answer[at] == '}' ? -1 : 0;
        return depth == 0;
    }

    [GeneratedRegex(@"(?<![\\\p{L}])\p{L}{2,}")]
    private static partial Regex Word();
}
