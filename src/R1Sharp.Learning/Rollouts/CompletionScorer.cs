// Scores completions whose text is known: the reward and what is always measured.

using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Rewards;
using R1Sharp.Learning.Rewards.Accuracy;
using R1Sharp.Learning.Rewards.Style;

namespace R1Sharp.Learning.Rollouts;

/// <summary>Makes rollouts of completions. Safe to call from several threads.</summary>
/// <param name="rewards">The rewards.</param>
/// <param name="isForVotes">Whether answers that mean the same get one text, so that they are one vote; to train needs no votes.</param>
sealed class CompletionScorer(RewardSum rewards, bool isForVotes = false)
{
    readonly AccuracyReward _accuracy = new(new(), rewards.Host);
    static readonly FormatReward s_format = new();
    static readonly LanguageConsistencyReward s_language = new();

    /// <summary>The completions of one prompt, scored.</summary>
    /// <param name="prompt">The prompt.</param>
    /// <param name="completions">Its completions.</param>
    /// <param name="texts">Their texts, without the end-of-text token.</param>
    /// <param name="groupIndex">Which prompt it is.</param>
    /// <exception cref="UserErrorException">A reward is not a finite number.</exception>
    public Rollout[] ScoreGroup(Prompt prompt, IReadOnlyList<Completion> completions, IReadOnlyList<string> texts, int groupIndex)
    {
        RewardInput[] inputs = [.. completions.Select((completion, s) =>
            new RewardInput(prompt.Problem, prompt.Text, texts[s], completion.TokenCount, completion.Finish) { TokenIds = completion.Tokens })];
        var totals = rewards.ScoreGroup(inputs);
        Rollout[] scored = [.. completions.Select((completion, s) => Scored(prompt, completion, inputs[s], totals[s], groupIndex, s))];
        return isForVotes ? Merged(prompt.Problem, scored) : scored;
    }

    Rollout[] Merged(Problem problem, Rollout[] rollouts)
    {
        var grader = Grader(rollouts);
        if (!grader.HasVotes(problem))
            return [.. rollouts.Select(rollout => rollout with { HasVotes = false })];
        var answers = AnswerClasses.Merge([.. rollouts.Select(r => r.Answer)], [.. rollouts.Select(r => r.Accuracy >= 1)],
            (string one, string other, ref long work) => grader.IsSameAnswer(problem, one, other, ref work));
        return [.. rollouts.Select((rollout, s) => rollout with { Answer = answers[s] })];
    }

    // The reward from which the accuracy and its answer come.
    IReward Grader(Rollout[] rollouts) =>
        (rewards.Rewards.FirstOrDefault(r => rollouts.Any(rollout => rollout.RewardParts[r.Name].Accuracy is not null))
            ?? rewards.Rewards.FirstOrDefault(r => r.Name == _accuracy.Name))?.Reward ?? _accuracy;

    // What is always measured comes from the reward's own part of that name where there is one.
    Rollout Scored(Prompt prompt, Completion completion, RewardInput input, RewardTotal total, int groupIndex, int sampleIndex)
    {
        if (!double.IsFinite(total.Value))
            throw new UserErrorException(
                $"The reward of sample {sampleIndex} of problem {prompt.Problem.Id} is {total.Value}; every reward must give a finite number or none.");
        var parts = total.Parts.ToDictionary(part => part.Name, part => part.Score);
        var accuracy = Graded(total) ?? Measure(_accuracy);
        return new()
        {
            GroupIndex = groupIndex,
            SampleIndex = sampleIndex,
            Problem = prompt.Problem,
            Prompt = prompt.Text,
            PromptTokens = prompt.Tokens,
            Completion = completion,
            Text = input.Completion,
            Reward = total.Value,
            RewardParts = parts,
            Accuracy = accuracy.Value,
            AccuracyReason = accuracy.Reason,
            Answer = accuracy.Answer,
            Format = Measure(s_format).Value,
            SelfChecks = ReflectionWords.Count(input.Completion),
            LanguagePurity = Measure(s_language).Value,
        };

        RewardScore Measure(IReward reward) => parts.TryGetValue(reward.Name, out var score) ? score : reward.Score(input);
    }

    // What some part found out about the answer on its way.
    static RewardScore? Graded(RewardTotal total) => total.Parts.Select(part => part.Score).Where(score => score.Accuracy is not null)
        .Select(score => (RewardScore?)(score with { Value = score.Accuracy })).FirstOrDefault();
}
