// A rubric: conditions on the text of an answer that a program can check, and the grade that follows from them. It stands in
// a column of the problem, so that it travels with the problem through files and graders.

namespace R1Sharp.Learning.Rewards.Rubrics;

/// <summary>
/// Conditions, one a line: "must" or "share", the kind, its argument (<see cref="RubricCondition"/>). The grade is the
/// product of what the musts give, times the mean of what the shares give (1 where there are none): with shares alone it is
/// the share of instructions followed, as in IFEval.
/// </summary>
sealed class Rubric
{
    /// <summary>The column of a problem that holds its rubric.</summary>
    public const string Column = "rubric_conditions";

    readonly IReadOnlyList<(bool Must, RubricCondition Condition)> _conditions;

    Rubric(IReadOnlyList<(bool, RubricCondition)> conditions) => _conditions = conditions;

    /// <summary>The rubric of a problem; null where it has none.</summary>
    /// <exception cref="UserErrorException">The rubric cannot be read.</exception>
    public static Rubric? Of(Problem problem) => problem.Columns.TryGetValue(Column, out string? text) ? Read(text) : null;

    /// <summary>Reads a rubric.</summary>
    /// <exception cref="UserErrorException">A line is no condition.</exception>
    public static Rubric Read(string text) => new([.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Line)]);

    /// <summary>The grade of an answer, 0 … 1; an empty answer has 0.</summary>
    public double Grade(string answer)
    {
        if (string.IsNullOrWhiteSpace(answer))
            return 0;
        double product = 1, sum = 0;
        int shares = 0;
        foreach (var (must, condition) in _conditions)
        {
            double value = condition.Grade(answer);
            if (must)
                product *= value;
            else
                (sum, shares) = (sum + value, shares + 1);
        }
        return shares == 0 ? product : product * (sum / shares);
    }

    /// <summary>The conditions that an answer does not meet in full, as the rubric writes them.</summary>
    public IReadOnlyList<string> Missed(string answer) =>
        [.. _conditions.Where(entry => entry.Condition.Grade(answer) < 1).Select(entry => entry.Condition.Text)];

    static (bool, RubricCondition) Line(string line)
    {
        string[] parts = line.Split(' ', 2);
        return parts is ["must" or "share", var condition] ? (parts[0] == "must", new RubricCondition(condition))
            : throw new UserErrorException($"The rubric's line \"{line}\" does not begin with must or share.");
    }
}
