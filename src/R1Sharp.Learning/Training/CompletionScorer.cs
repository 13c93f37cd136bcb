// Scores completions whose text is known: the reward and what is always measured.

using R1Sharp.Learning.Generation;
using R1Sharp.Learning.Rewards;

namespace R1Sharp.Learning.Training;

/// <summary>Makes rollouts of completions. Safe to call from several threads.</summary>
sealed class CompletionScorer(RewardSum rewards)
{
    static readonly AccuracyReward s_accuracy = new();
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
        RewardInput[] inputs = [.. completions.Select((completion, s) => new RewardInput(prompt.Problem, prompt.Text, texts[s], completion.Tokens.Length, completion.Finish) { TokenIds = completion.Tokens })];
        var totals = rewards.ScoreGroup(inputs);
        return [.. completions.Select((completion, s) => Scored(prompt, completion, inputs[s], totals[s], groupIndex, s))];
    }

    // What is always measured comes from the reward's own part of that name where there is one.
    static Rollout Scored(Prompt prompt, Completion completion, RewardInput input, RewardTotal total, int groupIndex, int sampleIndex)
    {
        if (!double.IsFinite(total.Value))
            throw new UserErrorException($"The reward of sample {sampleIndex} of problem {prompt.Problem.Id} is {total.Value}; every reward must give a finite number or none.");
        var parts = total.Parts.ToDictionary(part => part.Name, part => part.Score);
        var accuracy = Graded(total) ?? Measure(s_accuracy);
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
