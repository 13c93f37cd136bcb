// Whether an expression solves a Countdown problem. The usual grader of this task (TinyZero's) hands the model's text to
// Python's eval; this one reads it with a grammar of its own and calculates exactly, so that "**", "//", decimals, texts
// that are no expression and results that are nearly right get nothing.

namespace R1Sharp.Learning.Rewards.Answers;

/// <summary>
/// Checks Countdown answers. The gold answer is an expression too; the numbers in it are the given ones and what it comes
/// to is the target.
/// </summary>
sealed class CountdownChecker : IAnswerChecker
{
    /// <inheritdoc/>
    public AnswerVerdict Judge(Problem problem, string answer)
    {
        if (!ExpressionReader.TryRead(problem.Answer, out var gold))
            return new AnswerVerdict(false, "gold answer is no expression", null);
        string? canonical = ExpressionReader.TryRead(answer, out var expression) ? expression!.Canonical : null;
        string? reason = Judge(gold!.Numbers, gold.Value, answer);
        return new AnswerVerdict(reason is null, reason ?? "right", canonical);
    }

    /// <inheritdoc/>
    public string? GoldAnswer(Problem problem) => problem.Answer;

    /// <summary>Why the answer is wrong; null when it is right.</summary>
    /// <param name="numbers">The given numbers; each must be used exactly once.</param>
    /// <param name="target">What the expression must come to.</param>
    /// <param name="answer">The expression.</param>
    public static string? Judge(IReadOnlyCollection<int> numbers, Rational target, string answer)
    {
        if (!ExpressionReader.TryRead(answer, out var expression))
            return "no expression";
        if (!expression!.Numbers.Order().SequenceEqual(numbers.Order()))
            return "other numbers";
        return expression.Value == target ? null : $"comes to {expression.Value}";
    }
}
