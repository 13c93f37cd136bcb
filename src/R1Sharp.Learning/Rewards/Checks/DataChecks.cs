// What is wrong with the problems themselves, whatever grades them. A reward cannot mend it, and a score over such problems means nothing.

using R1Sharp.Learning.Rewards.Accuracy;
using R1Sharp.Learning.Rewards.Answers;
using R1Sharp.Learning.Rewards.Code;
using R1Sharp.Learning.Rewards.Instructions;

namespace R1Sharp.Learning.Rewards.Checks;

/// <summary>Checks of data sets.</summary>
static class DataChecks
{
    /// <summary>All of them.</summary>
    /// <param name="problems">The problems.</param>
    /// <param name="isRead">Whether the math grader reads the gold answers.</param>
    public static IEnumerable<LintCheck> Of(IReadOnlyList<Problem> problems, bool isRead) =>
    [
        Run("question", "the question can be answered as it is asked", problems, _ => true, p => QuestionCheck.Fault(p.Question)),
        Run("gold reading", "the gold answer can be read in one way, and the grader reads it as a person does", problems, p => isRead && IsMathematics(p),
            p => GoldReading.Fault(p.Answer)),
        Ranges(problems),
    ];

    static LintCheck Run(string name, string expectation, IReadOnlyList<Problem> problems, Predicate<Problem> applies, Func<Problem, string?> fault)
    {
        var tried = Enumerable.Range(0, problems.Count).Where(row => applies(problems[row])).ToList();
        var failures = tried.Select(row => (Row: row, Fault: fault(problems[row]))).Where(f => f.Fault is not null)
            .Select(f => new LintFailure(f.Row, problems[f.Row], "", null, f.Fault!));
        return new(name, expectation, tried.Count, problems.Count - tried.Count, [.. failures]) { IsOfData = true };
    }

    // One failure stands for a data set.
    static LintCheck Ranges(IReadOnlyList<Problem> problems)
    {
        var sets = problems.Where(IsMathematics).GroupBy(p => p.Family).ToList();
        var failures = sets.Select(set => (First: set.First(), Fault: GoldReading.SmallRange([.. set.Select(p => p.Answer)]))).Where(f => f.Fault is not null)
            .Select(f => new LintFailure(problems.ToList().IndexOf(f.First), f.First, "", null, f.Fault!));
        return new("gold range", "the gold answers are no places of options", sets.Count, 0, [.. failures]) { IsOfData = true };
    }

    static bool IsMathematics(Problem problem) => problem.Family != CodeReward.Family && !IfevalReward.IsInstruction(problem)
        && !problem.Columns.ContainsKey(Rubrics.Rubric.Column) && AccuracyReward.Checker(problem.Family) is MathFamilyChecker;
}
