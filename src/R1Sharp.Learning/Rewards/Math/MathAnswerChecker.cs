// The math grader behind the interface of checkers, for the accuracy reward and evaluations on real benchmarks.

namespace R1Sharp.Learning.Rewards.Mathematics;

/// <summary>
/// Right is what the grader calls equal to the gold answer. What it cannot decide is not right, and the reason begins with
/// "undecided", so that it can be counted.
/// </summary>
/// <param name="options">The choices where graders disagree; null takes the defaults.</param>
public sealed class MathAnswerChecker(MathOptions? options = null) : IAnswerChecker
{
    const int LongestCanonical = 200;

    readonly MathGrader _grader = new(options);

    /// <inheritdoc/>
    public AnswerVerdict Judge(Problem problem, string answer)
    {
        var judgement = _grader.Judge(problem.Answer, answer);
        string? found = MathGrader.FindAnswer(answer);
        string reason = judgement.Verdict switch { MathVerdict.Equal => "right", MathVerdict.Undecided => $"undecided: {judgement.Reason}", _ => judgement.Reason };
        return new AnswerVerdict(judgement.IsEqual, reason, Canonical(judgement.IsEqual ? GoldAnswer(problem) : found));
    }

    /// <inheritdoc/>
    public string? GoldAnswer(Problem problem) => GoldProblem(problem) is null ? MathGrader.FindAnswer(problem.Answer) : null;

    /// <inheritdoc/>
    public string? GoldProblem(Problem problem) => _grader.GoldProblem(problem.Answer);

    // Right answers vote together however they are written; wrong ones by value where they are numbers, else as text.
    static string? Canonical(string? answer)
    {
        string canonical = answer is null ? "" : ValueChecker.Canonical(AnswerReader.Clean(answer).Replace("$", ""));
        return canonical.Length is 0 or > LongestCanonical ? null : canonical;
    }
}
