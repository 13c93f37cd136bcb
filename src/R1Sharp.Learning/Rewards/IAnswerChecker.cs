// What stands behind the accuracy reward: one checker for each family of problems.

namespace R1Sharp.Learning.Rewards;

/// <summary>What a checker found.</summary>
/// <param name="Correct">Whether the answer is right.</param>
/// <param name="Reason">Why, in a few words.</param>
/// <param name="Canonical">The answer in a form that is the same for answers that mean the same; null where it means nothing.</param>
readonly record struct AnswerVerdict(bool Correct, string Reason, string? Canonical);

/// <summary>Checks the answers to one family of problems. Pure, and safe to call from several threads.</summary>
interface IAnswerChecker
{
    /// <summary>Judges an answer.</summary>
    /// <param name="problem">The problem with its gold answer.</param>
    /// <param name="answer">What stood inside the answer tags, trimmed, not empty.</param>
    AnswerVerdict Judge(Problem problem, string answer);

    /// <summary>The answer a perfect model would give; null where the gold answer is not usable.</summary>
    string? GoldAnswer(Problem problem);

    /// <summary>
    /// Whether two answers mean the same although their canonical texts differ; false where that cannot be decided. Only the math grader
    /// has equal answers with several texts.
    /// </summary>
    /// <param name="problem">What they answer.</param>
    /// <param name="one">An answer's canonical text.</param>
    /// <param name="other">Another's.</param>
    /// <param name="work">What it took is added, in units of fuel.</param>
    bool IsSameAnswer(Problem problem, string one, string other, ref long work) => false;

    /// <summary>Why the gold answer cannot be used, in one sentence; null where it can.</summary>
    string? GoldProblem(Problem problem) => GoldAnswer(problem) is null ? "the gold answer cannot be used" : null;
}
