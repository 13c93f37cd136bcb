// Before anything is trained, the grader must give the truth full marks.

using R1Sharp.Learning.Policies;

namespace R1Sharp.Learning.Rewards.Accuracy;

/// <summary>A problem whose own gold answer the grader does not accept.</summary>
/// <param name="Row">Its place in the list, from 0.</param>
/// <param name="Problem">The problem.</param>
/// <param name="Reason">What the grader says.</param>
sealed record GoldFailure(int Row, Problem Problem, string Reason);

/// <summary>Grades the gold answers.</summary>
static class GoldCheck
{
    /// <summary>The problems whose gold answer, written in the right form, does not get accuracy 1.</summary>
    public static IReadOnlyList<GoldFailure> Find(IEnumerable<Problem> problems) => [.. Stream(problems)];

    /// <summary>The same one by one, of more problems than memory holds.</summary>
    public static IEnumerable<GoldFailure> Stream(IEnumerable<Problem> problems)
    {
        var reward = new AccuracyReward(requireFormat: true);
        int row = -1;
        foreach (var problem in problems)
        {
            row++;
            // What a benchmark's gold answer is its own measure knows, which has read it.
            if (problem.Task is null && !Instructions.IfevalReward.IsInstruction(problem) && Fault(reward, problem) is { } fault)
                yield return new GoldFailure(row, problem, fault);
        }
    }

    // Of programs the tests are the gold answer.
    static string? Fault(AccuracyReward reward, Problem problem)
    {
        if (problem.Family == Code.CodeReward.Family)
            return Code.CodeTests.Mistake(problem.Answer);
        var checker = AccuracyReward.Checker(problem.Family);
        if (checker.GoldProblem(problem) is { } mistake)
            return mistake;
        string completion =
            $"{ThinkAnswerText.ThinkOpen}{ThinkAnswerText.ThinkClose}{ThinkAnswerText.AnswerOpen}{checker.GoldAnswer(problem)}{ThinkAnswerText.AnswerClose}";
        var score = reward.Score(new RewardInput(problem, "", completion, 1, FinishReason.Stop));
        return score.Value == 1 ? null : score.Reason;
    }
}
