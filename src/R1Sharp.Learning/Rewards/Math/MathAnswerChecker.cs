// The math grader behind the interface of checkers, for the accuracy reward and evaluations on real benchmarks.

using System.Text.RegularExpressions;
using R1Sharp.Learning.Rewards.Reading;

namespace R1Sharp.Learning.Rewards.Mathematics;

/// <summary>
/// Right is what the grader calls equal to the gold answer. What it cannot decide is not right, and the reason begins with
/// "undecided", so that it can be counted.
/// </summary>
/// <param name="options">The choices where graders disagree; null takes the defaults.</param>
sealed partial class MathAnswerChecker(MathOptions? options = null) : IAnswerChecker
{
    readonly MathGrader _grader = new(options);
    readonly bool _isExact = options?.RelativeTolerance is null;

    /// <inheritdoc/>
    public AnswerVerdict Judge(Problem problem, string answer) => Verdict(problem, AnswerFinder.Find(answer, FindOptions.Graded));

    /// <summary>Judges an answer that has been found, not a text that holds one.</summary>
    internal AnswerVerdict JudgeFound(Problem problem, string answer) => Verdict(problem, new FoundAnswer(answer, AnswerPlaces.Tags));

    AnswerVerdict Verdict(Problem problem, FoundAnswer? found)
    {
        var judgement = _grader.Judge(problem.Answer, found, ChoiceAnswers.AreOffered(problem));
        string reason = judgement.Verdict switch
        {
            MathVerdict.Equal => "right",
            MathVerdict.Undecided => $"undecided: {judgement.Reason}",
            _ => judgement.Reason
        };
        return new AnswerVerdict(judgement.IsEqual, reason, Canonical(judgement.IsEqual ? GoldAnswer(problem) : Voted(found)));
    }

    // A sentence votes for what it states; what is no sentence, for itself: x<sup>2</sup> is not 2.
    static string? Voted(FoundAnswer? found) => found is null ? null : Prose.IsSentence(found.Bare) ? found.Stated ?? found.Bare : found.Bare;

    /// <inheritdoc/>
    public string? GoldAnswer(Problem problem) => GoldProblem(problem) is null ? _grader.Gold(problem.Answer) : null;

    /// <inheritdoc/>
    public string? GoldProblem(Problem problem) => _grader.GoldProblem(problem.Answer);

    /// <summary>
    /// Equal is what the grader calls so with either as the gold answer: of two wrong answers neither is, and "(B) 12" is 12 but not the other way round.
    /// </summary>
    public bool IsSameAnswer(Problem problem, string one, string other, ref long work) =>
        !(_isExact && IsWhole(one) && IsWhole(other)) && (IsEqual(one, other, ref work) || IsEqual(other, one, ref work));

    // Most answers are whole numbers, of which canonical texts say all.
    static bool IsWhole(string text) => text.AsSpan().TrimStart('-') is { Length: > 0 } digits && !digits.ContainsAnyExceptInRange('0', '9');

    bool IsEqual(string gold, string answer, ref long work)
    {
        bool isEqual = _grader.Judge($"\\boxed{{{gold}}}", $"\\boxed{{{answer}}}", out long spent).IsEqual;
        work += spent;
        return isEqual;
    }

    /// <summary>
    /// The same text for answers that are the same number or differ in blanks alone; null where there is no answer. It never joins what the grader may
    /// tell apart: a comma, a percent sign and the case of letters stay.
    /// </summary>
    public static string? Canonical(string? answer)
    {
        string text = Blanks().Replace(answer ?? "", " ").Trim();
        bool mayBeNumber = text.Length > 0 && text.All(c => char.IsAsciiDigit(c) || c is '.' or '/' or '-' or '+' or ' ');
        return text.Length == 0 ? null : mayBeNumber && ValueChecker.ReadNumber(text) is { } number ? number.ToString() : text;
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}
