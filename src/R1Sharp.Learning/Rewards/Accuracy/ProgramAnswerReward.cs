// Program of thought: the answer is not written but computed by a program (Chen et al., arXiv 2211.12588).

using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Rewards.Answers;
using R1Sharp.Learning.Rewards.Code;
using R1Sharp.Learning.Rewards.Mathematics;
using R1Sharp.Learning.Rewards.Reading;
using R1Sharp.Learning.Settings;

namespace R1Sharp.Learning.Rewards.Accuracy;

/// <summary>What each program may use, and how its output is compared with the gold answer.</summary>
sealed record ProgramAnswerOptions : ProgramUse
{
    /// <summary>The math grader's choices.</summary>
    [Inline] public MathOptions Math { get; init; } = new();
}

/// <summary>
/// 1 where the last line that the completion's program prints is the right answer, else 0. The program is the last closed
/// Python block after the thoughts; what is written beside it does not count.
/// </summary>
/// <param name="runner">Runs programs.</param>
/// <param name="options">What each may use.</param>
sealed class ProgramAnswerReward(IProgramRunner runner, ProgramAnswerOptions? options = null) : IReward
{
    readonly ProgramLimits _limits = (options ?? new()).Limits;
    readonly MathFamilyChecker _otherFamilies = new(options?.Math);

    /// <summary>For the catalog.</summary>
    public static RewardDescription Description { get; } =
        RewardDescription.Of<ProgramAnswerOptions>("program_answer", (options, host) => new ProgramAnswerReward(host.Programs, options),
        "1 if the last line printed by the last python block after the thoughts equals the gold answer, else 0; null where the gold answer cannot be used",
        "0 or 1",
        "Chen et al., arXiv 2211.12588 (program of thought)") with
        {
            Departures = "Runs in the sandbox of docs/sandbox.md.",
        };

    /// <inheritdoc/>
    public string Name => "program_answer";

    /// <inheritdoc/>
    public IReadOnlyList<RewardScore> ScoreGroup(IReadOnlyList<RewardInput> group) => ProgramUse.InParallel(group, Score);

    /// <inheritdoc/>
    public bool IsSameAnswer(Problem problem, string one, string other, ref long work) =>
        AccuracyReward.Checker(problem.Family, _otherFamilies).IsSameAnswer(problem, one, other, ref work);

    /// <inheritdoc/>
    public RewardScore Score(RewardInput input)
    {
        var checker = AccuracyReward.Checker(input.Problem.Family, _otherFamilies);
        if (checker.GoldProblem(input.Problem) is { } mistake)
            return new RewardScore(null, mistake);
        var found = ProgramText.Find(input.Completion, input.Prompt, input.Finish == FinishReason.Stop);
        if (found.Text is not { } program)
            return new RewardScore(0, found.Reason);
        var result = runner.Run(new ProgramRequest(program) { Limits = _limits });
        if (result.Status != ProgramStatus.Ok)
            return new RewardScore(0, result.Complaint);
        string line = result.Output.Trim().Split('\n')[^1].Trim(), answer = AnswerFinder.Find(line, FindOptions.Sentence)?.Text ?? line;
        if (answer.Length == 0)
            return new RewardScore(0, "the program printed nothing");
        var verdict = checker.Judge(input.Problem, answer);
        return new RewardScore(verdict.Correct ? 1 : 0, verdict.Reason, verdict.Canonical);
    }
}
