// Process supervision (DeepSeekMath, arXiv 2402.03300, section 4.1.3): every step of a completion has a reward of its own, and a token is worth
// the normalised rewards of its step and of those after it.
//
// Beside the paper: the advantage of the completion as a whole (the rewards of the recipe, as outcome supervision has them) may be added with a
// weight; 0 is the paper's.

using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Rewards;
using R1Sharp.Learning.Rewards.Steps;
using R1Sharp.Learning.Rollouts;
using R1Sharp.Learning.Tokenization;

namespace R1Sharp.Learning.Training.Reinforcement;

/// <summary>What rewards single steps, and what the completion as a whole weighs beside them.</summary>
/// <param name="Steps">The rewards of steps.</param>
/// <param name="OutcomeWeight">Weight of the advantage of the whole completion, which is added to every token's.</param>
public sealed record ProcessSupervision(IStepReward Steps, double OutcomeWeight = 0);

/// <summary>The step from rewards of steps to advantages of tokens.</summary>
static class ProcessAdvantages
{
    /// <summary>Scores the steps of groups. A group then counts as of equal reward where all rewards of all its steps are equal.</summary>
    public static void Score(IReadOnlyList<Rollout[]> groups, ProcessSupervision process)
    {
        foreach (var group in groups)
        {
            var scores = process.Steps.Score([.. group.Select(r =>
                new RewardInput(r.Problem, r.Prompt, r.Text, r.Completion.TokenCount, r.Completion.Finish) { TokenIds = r.Completion.Tokens })]);
            bool isEqual = Advantages.AreEqual([.. scores.SelectMany(s => s)]) && (process.OutcomeWeight == 0 || group[0].IsZeroVariance);
            for (int i = 0; i < group.Length; i++)
                (group[i].StepRewards, group[i].IsZeroVariance) = (scores[i], isEqual);
        }
    }

    /// <summary>Puts advantages of tokens in the place of those of whole completions.</summary>
    /// <param name="groups">Scored groups, whose completions have advantages.</param>
    /// <param name="process">What rewards steps.</param>
    /// <param name="tokenizer">Says which tokens a step has.</param>
    /// <param name="epsilon">ε, added to the standard deviation.</param>
    public static void Replace(IReadOnlyList<Rollout[]> groups, ProcessSupervision process, Tokenizer tokenizer, double epsilon)
    {
        foreach (var group in groups)
        {
            var ends = group.Select(r => r.Completion.Tokens.Length == 0 ? []
                : StepEnds.Of(tokenizer, r.Completion.Tokens, StepText.Cut(r.Text, process.Steps.Unit))).ToList();
            var ofTokens = TokenAdvantages.ProcessSupervision(
                [.. group.Select((r, i) => ends[i].Length == 0 ? [] : r.StepRewards!)], ends, [.. group.Select(r => r.Completion.Tokens.Length)], epsilon);
            for (int i = 0; i < group.Length; i++)
                Set(group[i], ofTokens[i], process.OutcomeWeight);
        }
    }

    static void Set(Rollout rollout, double[] ofTokens, double outcomeWeight)
    {
        double outcome = outcomeWeight * rollout.Advantage;
        rollout.TokenAdvantages = [.. rollout.Completion.SampledTokens.Select(t => ofTokens[t] + outcome)];
        rollout.Advantage = rollout.TokenAdvantages.DefaultIfEmpty().Average();
    }
}
