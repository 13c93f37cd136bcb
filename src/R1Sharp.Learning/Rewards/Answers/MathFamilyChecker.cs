// The math grader as a reward needs it. Asked about a text, it looks for the answer in it, the last number if need be; but
// what a completion says is its answer must be the answer: a list of guesses whose last number is right is not.

using R1Sharp.Learning.Rewards.Mathematics;

namespace R1Sharp.Learning.Rewards.Answers;

/// <summary>Compares the whole of an answer with the gold answer.</summary>
sealed class MathFamilyChecker : IAnswerChecker
{
    const string GoldMark = "####";

    readonly MathAnswerChecker _grader = new();

    /// <inheritdoc/>
    public AnswerVerdict Judge(Problem problem, string answer) => IsBalanced(answer)
        ? _grader.Judge(problem, $"\\boxed{{{answer}}}")
        : new AnswerVerdict(false, "braces do not match", null);

    /// <inheritdoc/>
    public string? GoldAnswer(Problem problem)
    {
        int mark = problem.Answer.LastIndexOf(GoldMark, StringComparison.Ordinal);
        bool missing = string.IsNullOrWhiteSpace(problem.Answer[(mark < 0 ? 0 : mark + GoldMark.Length)..]);
        return missing ? null : _grader.GoldAnswer(problem);
    }

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
}
