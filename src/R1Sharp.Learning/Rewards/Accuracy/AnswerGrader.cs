// Grading by itself, for programs that have completions from elsewhere.

using R1Sharp.Learning.Policies;

namespace R1Sharp.Learning.Rewards.Accuracy;

/// <summary>What the grader says of a completion.</summary>
/// <param name="IsRight">Whether its answer is right; null where the gold answer cannot be used.</param>
/// <param name="Answer">The answer that was found, in canonical form; null where there is none.</param>
/// <param name="Reason">Why, in a few words.</param>
public sealed record AnswerGrade(bool? IsRight, string? Answer, string Reason);

/// <summary>
/// Says whether completions answer rightly, as the reward "accuracy" does: it finds the answer in tags, boxes and announcements, and compares by meaning,
/// so that ½, 0.5 and \frac{1}{2} are equal. Safe for any number of threads, and never takes longer than its fuel allows.
/// </summary>
/// <param name="options">Where answers are looked for, and the choices where graders disagree; null takes the defaults.</param>
/// <param name="host">Where programs run that are the answer to a problem; null runs none.</param>
/// <example>
/// <code>
/// var grade = new AnswerGrader().Grade("The answer is 0.5", gold: "\\frac{1}{2}");
/// </code>
/// </example>
public sealed class AnswerGrader(AccuracyOptions? options = null, RewardHost? host = null)
{
    readonly AccuracyReward _accuracy = new(options ?? new(), host);

    /// <summary>Grades a completion by a gold answer of mathematics: a number, formula, set, interval, letter, …</summary>
    /// <param name="completion">What was answered, thoughts included; what stands in thoughts alone does not count.</param>
    /// <param name="gold">The right answer, bare or in a text that holds one.</param>
    public AnswerGrade Grade(string completion, string gold) => Grade(completion, new Problem { Id = "answer", Question = "", Answer = gold });

    /// <summary>Grades a completion as the problem's family is graded.</summary>
    /// <param name="completion">What was answered, thoughts included; what stands in thoughts alone does not count.</param>
    /// <param name="problem">The problem.</param>
    public AnswerGrade Grade(string completion, Problem problem)
    {
        var score = _accuracy.Score(new RewardInput(problem, "", completion, completion.Length, FinishReason.Stop) { LengthUnit = "characters" });
        return new(score.Value is { } value ? value >= 1 : null, score.Answer, score.Reason);
    }
}
