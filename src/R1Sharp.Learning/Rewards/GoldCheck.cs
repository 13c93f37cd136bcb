// Before anything is trained, the grader must give the truth full marks.

using R1Sharp.Learning.Generation;

namespace R1Sharp.Learning.Rewards;

/// <summary>A problem whose own gold answer the grader does not accept.</summary>
/// <param name="Row">Its place in the list, from 0.</param>
/// <param name="Problem">The problem.</param>
/// <param name="Reason">What the grader says.</param>
public sealed record GoldFailure(int Row, Problem Problem, string Reason);

/// <summary>Grades the gold answers.</summary>
public static class GoldCheck
{
    /// <summary>The problems whose gold answer, written in the right form, does not get accuracy 1.</summary>
    public static IReadOnlyList<GoldFailure> Find(IReadOnlyList<Problem> problems)
    {
        var reward = new AccuracyReward(requireFormat: true);
        var failures = new List<GoldFailure>();
        for (int row = 0; row < problems.Count; row++)
        {
            var problem = problems[row];
            if (IsWithoutGold(problem))
                continue;
            if (problem.Family == Code.CodeReward.Family)
            {
                if (Code.CodeTests.Mistake(problem.Answer) is { } mistake)
                    failures.Add(new GoldFailure(row, problem, mistake));
                continue;
            }
            string? gold = AccuracyReward.Checker(problem.Family).GoldAnswer(problem);
            string completion = $"{ThinkAnswerText.ThinkOpen}{ThinkAnswerText.ThinkClose}{ThinkAnswerText.AnswerOpen}{gold}{ThinkAnswerText.AnswerClose}";
            var score = reward.Score(new RewardInput(problem, "", completion, 1, FinishReason.Stop));
            if (score.Value != 1)
                failures.Add(new GoldFailure(row, problem, score.Reason));
        }
        return failures;
    }

    // Instructions are checked, not compared.
    static bool IsWithoutGold(Problem problem) => problem.Answer.Length == 0 && problem.Column(Instructions.IfevalReward.IdsColumn) is not null;
}
