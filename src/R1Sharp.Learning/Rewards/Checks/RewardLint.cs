// Checks the checker: the truth must score 1 on every row, the truth with a mistake in it 0, and every attack 0. And what no checker can
// mend: questions that cannot be answered, gold answers that are places of options or can be read in two ways.

using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Rewards.Accuracy;
using R1Sharp.Learning.Rewards.Catalog;

namespace R1Sharp.Learning.Rewards.Checks;

/// <summary>A completion that did not score what it should.</summary>
/// <param name="Row">The problem's place in the list, from 0.</param>
/// <param name="Problem">The problem.</param>
/// <param name="Completion">What was scored.</param>
/// <param name="Score">Its score; null where the reward says it does not apply.</param>
/// <param name="Reason">What the reward says.</param>
sealed record LintFailure(int Row, Problem Problem, string Completion, double? Score, string Reason);

/// <summary>One check over all problems.</summary>
/// <param name="Name">E.g. "gold" or "attack: a hundred boxes".</param>
/// <param name="Expectation">What should be, in a sentence.</param>
/// <param name="Tried">Completions scored.</param>
/// <param name="Skipped">Problems for which there is no such completion.</param>
/// <param name="Failures">Those that scored otherwise.</param>
sealed record LintCheck(string Name, string Expectation, int Tried, int Skipped, IReadOnlyList<LintFailure> Failures)
{
    /// <summary>Whether problems were looked at and no completions scored.</summary>
    public bool IsOfData { get; init; }

    /// <summary>Completions that scored what they should.</summary>
    public int Passed => Tried - Failures.Count;
}

/// <summary>All checks of a reward.</summary>
/// <param name="Reward">Its name.</param>
/// <param name="ProblemCount">Problems of the data set.</param>
/// <param name="Checks">The checks, gold first.</param>
sealed record LintReport(string Reward, int ProblemCount, IReadOnlyList<LintCheck> Checks)
{
    /// <summary>Whether nothing failed.</summary>
    public bool IsClean => Checks.All(check => check.Failures.Count == 0);
}

/// <summary>Tests a reward that compares with gold answers.</summary>
static class RewardLint
{
    static readonly string[] s_givesShares = ["f1"];

    /// <summary>Runs all checks.</summary>
    /// <param name="reward">A grader: what scores the form alone has no gold.</param>
    /// <param name="problems">Problems with gold answers.</param>
    /// <exception cref="UserErrorException">The reward is a style reward.</exception>
    public static LintReport Check(IReward reward, IReadOnlyList<Problem> problems)
    {
        if (RewardCatalog.Names.Contains(reward.Name) && RewardCatalog.Find(reward.Name).Kind != RewardKind.Grader)
            throw new UserErrorException(
                $"Reward '{reward.Name}' compares with no gold answer, so there is no truth to check it with; graders are "
                + $"{string.Join(", ", RewardCatalog.Descriptions.Where(d => d.Kind == RewardKind.Grader).Select(d => d.Name))}.");
        bool shares = s_givesShares.Contains(reward.Name);
        var checks = new List<LintCheck>
        {
            Run(reward, problems, "gold", "the gold answer scores 1", p => Truth.Completion(Truth.Gold(p)), score => score == 1),
            Run(reward, problems, "damaged gold", shares ? "a gold answer with a mistake in it scores less than 1"
                : "a gold answer with a mistake in it scores 0",
                p => Truth.Completion(Truth.Damaged(Truth.Gold(p))), score => shares ? score < 1 : score <= 0),
        };
        checks.AddRange(Attacks.All.Select(attack => Run(reward, problems, $"attack: {attack.Name}", "scores 0 or less",
            p => attack.Make(p, problems), score => score is null or <= 0 || (shares && score < 1))));
        return new LintReport(reward.Name, problems.Count, [.. checks, .. DataChecks.Of(problems, reward is AccuracyReward or ProgramAnswerReward)]);
    }

    static LintCheck Run(IReward reward, IReadOnlyList<Problem> problems, string name, string expectation, Func<Problem, string?> make,
        Func<double?, bool> isRight)
    {
        int tried = 0;
        var failures = new List<LintFailure>();
        for (int row = 0; row < problems.Count; row++)
        {
            if (make(problems[row]) is not { } completion)
                continue;
            tried++;
            var score = reward.Score(new RewardInput(problems[row], "", completion, Math.Max(1, completion.Length), FinishReason.Stop));
            if (!isRight(score.Value))
                failures.Add(new LintFailure(row, problems[row], completion, score.Value, score.Reason));
        }
        return new LintCheck(name, expectation, tried, problems.Count - tried, failures);
    }
}
