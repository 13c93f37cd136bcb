// An evaluation as a stage of a run: a single step that changes nothing.

using System.Globalization;
using R1Sharp.Learning.Rewards;
using R1Sharp.Learning.Training.Evaluation;

namespace R1Sharp.App.Stages;

/// <summary>Asks problems and grades the answers.</summary>
/// <param name="evaluator">How.</param>
/// <param name="problems">With what.</param>
/// <param name="isRewarded">Whether the evaluator's rewards are more than what every evaluation measures, and told of.</param>
sealed class EvaluateStageRun(Evaluator evaluator, IReadOnlyList<Problem> problems, bool isRewarded = false) : IStageRun
{
    /// <inheritdoc/>
    public int StepCount => 1;

    /// <inheritdoc/>
    public StageStep Step(int stepIndex)
    {
        var result = evaluator.Evaluate(problems);
        var headline = result.ByFamily.Select(f => (f.Key, (f.Value.PassAtOne * 100).ToString("0.0", CultureInfo.InvariantCulture) + " %"));
        if (result.LeftOut.Count > 0)
            headline = headline.Append(("left out (prompt too long)", result.LeftOut.Count.ToString(CultureInfo.InvariantCulture)));
        var numbers = EvaluationJson.Numbers(result);
        if (isRewarded)
            EvaluationJson.AddRewards(numbers, result);
        return new(numbers, result.Problems.Sum(p => p.Samples.Sum(s => (long)s.Completion.Tokens.Length)), [.. headline])
        {
            Rollouts = [.. result.Problems.Select(p => p.Samples[0])],
            Evaluation = result,
        };
    }
}
