// Between text and tokens: questions become prompts, completions become scored rollouts.

using System.Runtime.ExceptionServices;
using R1Sharp.Learning.Generation;
using R1Sharp.Learning.Rewards;
using R1Sharp.Learning.Rewards.Code;
using R1Sharp.Learning.Tokenization;

namespace R1Sharp.Learning.Training;

/// <summary>A problem as it is put to the policy.</summary>
/// <param name="Problem">The problem.</param>
/// <param name="Text">The prompt's text, template and prefill included.</param>
/// <param name="Tokens">Its tokens.</param>
sealed record Prompt(Problem Problem, string Text, int[] Tokens);

/// <summary>Makes prompts and scores completions; used by the trainer and the evaluator, so that both see the same.</summary>
/// <param name="tokenizer">The policy's tokenizer.</param>
/// <param name="promptOf">Turns a question into a prompt.</param>
/// <param name="rewards">Scores the completions.</param>
/// <param name="endIds">Tokens that end a text besides the tokenizer's own.</param>
sealed class RolloutScorer(Tokenizer tokenizer, Func<string, string> promptOf, RewardSum rewards, IReadOnlyList<int> endIds)
{
    static readonly AccuracyReward s_accuracy = new();
    static readonly FormatReward s_format = new();
    static readonly LanguageConsistencyReward s_language = new();

    /// <summary>The tokens that end a completion.</summary>
    public IReadOnlyList<int> StopTokens { get; } = [.. endIds.Prepend(tokenizer.EndOfTextId).Distinct()];

    /// <summary>The prompts of some problems.</summary>
    public IReadOnlyList<Prompt> Prompts(IReadOnlyList<Problem> problems) => [.. problems.Select(problem =>
    {
        string text = promptOf(problem.Question);
        return new Prompt(problem, text, tokenizer.Encode(text));
    })];

    /// <summary>The scored completions, in the shape they came in: result[p][s] is sample s of prompt p.</summary>
    /// <param name="prompts">The prompts.</param>
    /// <param name="completions">completions[p][s], from the policy.</param>
    /// <exception cref="UserErrorException">A reward is not a finite number.</exception>
    public Rollout[][] Score(IReadOnlyList<Prompt> prompts, Completion[][] completions)
    {
        var rollouts = new Rollout[prompts.Count][];
        try
        {
            Parallel.For(0, prompts.Count, p => rollouts[p] = ScoreGroup(prompts[p], completions[p], p));
        }
        catch (AggregateException several)
        {
            ExceptionDispatchInfo.Throw(several.InnerExceptions[0]);
        }
        return rollouts;
    }

    Rollout[] ScoreGroup(Prompt prompt, Completion[] completions, int groupIndex)
    {
        RewardInput[] inputs = [.. completions.Select(completion => Input(prompt, completion))];
        var totals = rewards.ScoreGroup(inputs);
        return [.. completions.Select((completion, s) => Scored(prompt, completion, inputs[s], totals[s], groupIndex, s))];
    }

    RewardInput Input(Prompt prompt, Completion completion) =>
        new(prompt.Problem, prompt.Text, Text(completion), completion.Tokens.Length, completion.Finish) { TokenIds = completion.Tokens };

    // What is always measured comes from the reward's own part of that name where there is one.
    static Rollout Scored(Prompt prompt, Completion completion, RewardInput input, RewardTotal total, int groupIndex, int sampleIndex)
    {
        if (!double.IsFinite(total.Value))
            throw new UserErrorException($"The reward of sample {sampleIndex} of problem {prompt.Problem.Id} is {total.Value}; every reward must give a finite number or none.");
        var parts = total.Parts.ToDictionary(part => part.Name, part => part.Score);
        // Programs are not run a second time to be measured.
        var accuracy = prompt.Problem.Family == CodeReward.Family && parts.TryGetValue("code", out var code) ? code with { Value = code.Value is { } share ? share == 1 ? 1 : 0 : null } : Measure(s_accuracy);
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
            Answer = accuracy.Answer,
            Format = Measure(s_format).Value,
            SelfChecks = ReflectionWords.Count(input.Completion),
            LanguagePurity = Measure(s_language).Value,
        };

        RewardScore Measure(IReward reward) => parts.TryGetValue(reward.Name, out var score) ? score : reward.Score(input);
    }

    string Text(Completion completion)
    {
        bool ended = completion.Tokens.Length > 0 && StopTokens.Contains(completion.Tokens[^1]);
        return tokenizer.Decode(completion.Tokens.AsSpan(..^(ended ? 1 : 0)));
    }
}
