// Program of thought: the answer is not written but computed by a program (Chen et al., arXiv 2211.12588).

namespace R1Sharp.Learning.Rewards.Code;

/// <summary>
/// 1 where the last line that the completion's program prints is the right answer, else 0. The program is the last closed
/// Python block after the thoughts; what is written beside it does not count.
/// </summary>
/// <param name="runner">Runs programs.</param>
/// <param name="limits">What each may use.</param>
public sealed class ProgramAnswerReward(IProgramRunner runner, ProgramLimits? limits = null) : IReward
{
    readonly ProgramLimits _limits = limits ?? new();

    /// <inheritdoc/>
    public string Name => "program_answer";

    /// <inheritdoc/>
    public RewardScore Score(RewardInput input)
    {
        if (ProgramText.Last(input.Completion) is not { } program)
            return new RewardScore(0, "no closed python block after the thoughts");
        var result = runner.Run(new ProgramRequest(program) { Limits = _limits });
        if (result.Status != ProgramStatus.Ok)
            return new RewardScore(0, result.Complaint);
        string answer = result.Output.Trim().Split('\n')[^1].Trim();
        if (answer.Length == 0)
            return new RewardScore(0, "the program printed nothing");
        var verdict = AccuracyReward.Checker(input.Problem.Family).Judge(input.Problem, answer);
        return new RewardScore(verdict.Correct ? 1 : 0, verdict.Reason, verdict.Canonical);
    }
}
