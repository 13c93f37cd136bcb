// Checkers of answers that are compared as text: strings of digits and sets of names.

namespace R1Sharp.Learning.Rewards.Answers;

/// <summary>The answer must be the gold string of ASCII digits; leading zeros count.</summary>
sealed class DigitStringChecker : IAnswerChecker
{
    /// <inheritdoc/>
    public AnswerVerdict Judge(Problem problem, string answer)
    {
        bool digits = answer.Length <= 100 && answer.All(char.IsAsciiDigit);
        bool right = answer == problem.Answer;
        return new AnswerVerdict(right, right ? "right" : digits ? "other digits" : "no string of digits", digits ? answer : null);
    }

    /// <inheritdoc/>
    public string? GoldAnswer(Problem problem) => problem.Answer;
}

/// <summary>The answer must name the same people as the gold answer, in any order, or nobody in either language.</summary>
sealed class NameSetChecker : IAnswerChecker
{
    /// <inheritdoc/>
    public AnswerVerdict Judge(Problem problem, string answer)
    {
        string? canonical = Canonical(answer);
        bool right = canonical is not null && canonical == Canonical(problem.Answer);
        return new AnswerVerdict(right, right ? "right" : canonical is null ? "no names" : "other names", canonical);
    }

    /// <inheritdoc/>
    public string? GoldAnswer(Problem problem) => problem.Answer;

    // Capital letters, each at most once, separated by spaces or commas.
    static string? Canonical(string answer)
    {
        if (answer is "nobody" or "无人")
            return "nobody";
        if (answer.Length > 100)
            return null;
        string[] names = answer.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries);
        bool sound = names.Length > 0 && names.Distinct().Count() == names.Length && names.All(name => name is [>= 'A' and <= 'Z']);
        return sound ? string.Join(' ', names.Order(StringComparer.Ordinal)) : null;
    }
}
