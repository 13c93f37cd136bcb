// Whether an expression solves a Countdown problem. The usual grader of this task (TinyZero's) hands the model's text to
// Python's eval; this one reads it with a grammar of its own and calculates exactly, so that "**", "//", decimals, texts
// that are no expression and results that are nearly right get nothing.

namespace R1Sharp.Learning.Rewards;

/// <summary>Checks Countdown answers.</summary>
public static class CountdownChecker
{
    /// <summary>Why the answer is wrong; null when it is right.</summary>
    /// <param name="numbers">The given numbers; each must be used exactly once.</param>
    /// <param name="target">What the expression must come to.</param>
    /// <param name="answer">The expression.</param>
    public static string? Judge(IReadOnlyCollection<int> numbers, int target, string answer)
    {
        if (!ExpressionReader.TryRead(answer, out var expression))
            return "no expression";
        if (!expression!.Numbers.Order().SequenceEqual(numbers.Order()))
            return "other numbers";
        return expression.Value == new Rational(target, 1) ? null : $"comes to {expression.Value}";
    }
}
