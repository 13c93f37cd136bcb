// Between text and tokens: questions become prompts, completions become scored rollouts.

using R1Sharp.Learning.Generation;
using R1Sharp.Learning.Policies;

namespace R1Sharp.Learning.Rollouts;

/// <summary>Makes prompts, has them answered, and scores completions; used by trainers and evaluation, so that all see the same.</summary>
/// <param name="asker">Who is asked.</param>
/// <param name="thinking">The markers of thoughts, and how long these are made; null takes the usual ones and leaves them alone.</param>
/// <param name="isForVotes">Whether answers that mean the same get one text, so that they are one vote.</param>
/// <param name="stops">Texts that end a completion; they are cut off its text.</param>
sealed class RolloutScorer(Asker asker, ThinkingOptions? thinking = null, bool isForVotes = false, IReadOnlyList<string>? stops = null)
{
    readonly CompletionScorer _scorer = new(asker.Rewards, isForVotes);

    /// <summary>The same with the reward's weights of one step of training (0-based) of so many.</summary>
    public RolloutScorer At(int stepIndex, int stepCount) =>
        asker.Rewards.At(stepIndex, stepCount) is var sum && sum == asker.Rewards ? this : new(asker with { Rewards = sum }, thinking, isForVotes, stops);

    /// <summary>How thoughts are steered, with this penalty on switching; null where the settings ask for nothing.</summary>
    /// <exception cref="UserErrorException">The settings do not fit together.</exception>
    public Steering? Steering(SwitchPenaltyOptions? penalty) => Generation.Steering.Of(asker.Tokenizer, thinking, penalty);

    /// <summary>Has prompts answered and the answers scored, each group as soon as it is complete: result[p][s] is sample s of prompt p.</summary>
    /// <param name="prompts">The prompts.</param>
    /// <param name="asking">What is asked.</param>
    /// <param name="onToken">Called for each token.</param>
    /// <param name="cancellation">Ends the sampling.</param>
    /// <exception cref="UserErrorException">A reward is not a finite number.</exception>
    public Rollout[][] Sample(IReadOnlyList<Prompt> prompts, Asking asking, TokenProduced? onToken = null, CancellationToken cancellation = default)
    {
        int[] ends = asker.EndIds;
        var scoring = Scoring(prompts, ends, asking.Step, asking.FirstGroup);
        GenerationRequest[] requests = [.. prompts.Select(
            (prompt, p) => Request(prompt, p, asking, ends) with { OnFinished = completions => scoring.Begin(p, completions) })];
        return scoring.Finish(() => asking.OutsideVersion is { } version ? asker.Outside!.Sampler.Generate(version, requests, cancellation)
            : asker.Policy.Generate(requests, onToken, cancellation));
    }

    /// <summary>A prompt as a request, and what scores its completions.</summary>
    /// <param name="prompt">The prompt.</param>
    /// <param name="index">Its number behind the first of the step.</param>
    /// <param name="asking">What is asked.</param>
    public (GenerationRequest Request, Func<Completion[], Rollout[]> Score) Single(Prompt prompt, int index, Asking asking)
    {
        int[] ends = asker.EndIds;
        return (Request(prompt, index, asking, ends), completions => Scored(prompt, completions, ends, asking.FirstGroup + index, asking.Step));
    }

    /// <summary>The scored completions, in the shape they came in: result[p][s] is sample s of prompt p.</summary>
    /// <param name="prompts">The prompts.</param>
    /// <param name="completions">completions[p][s], from the policy.</param>
    /// <exception cref="UserErrorException">A reward is not a finite number.</exception>
    public Rollout[][] Score(IReadOnlyList<Prompt> prompts, Completion[][] completions) =>
        Scoring(prompts, [asker.Tokenizer.EndOfTextId], 0, 0).Finish(() => completions);

    GenerationRequest Request(Prompt prompt, int index, Asking asking, int[] ends) => new()
    {
        Prompt = prompt.Tokens,
        SampleCount = asking.SampleCount,
        Sampling = asking.Sampling with { StopTokens = ends },
        Seed = asking.Seed,
        Step = asking.Step,
        PromptKey = asking.KeyOf?.Invoke(prompt) ?? asking.FirstGroup + index,
        Interject = asker.Interject,
        Steering = asking.Steering,
        Decode = tokens => asker.Tokenizer.Decode(tokens),
    };

    GroupScoring Scoring(IReadOnlyList<Prompt> prompts, int[] ends, int step, int firstGroup) => new(
        (p, completions) => Scored(prompts[p], completions, ends, firstGroup + p, step), prompts.Count);

    Rollout[] Scored(Prompt prompt, Completion[] completions, int[] ends, int group, int step)
    {
        string[] texts = [.. completions.Select(completion => StopText.Of(asker.Tokenizer, completion, ends, stops ?? []))];
        return Marked(_scorer.ScoreGroup(prompt, completions, texts, group), step);
    }

    // What the tokenizer and the trainer know of completions beside their scores.
    Rollout[] Marked(Rollout[] group, int step)
    {
        foreach (var rollout in group)
        {
            rollout.Step = step;
            rollout.Forced = ForcedRun.Of(asker.Tokenizer, rollout.Completion);
            rollout.ThinkingTokens = Generation.Steering.ThinkingTokens(asker.Tokenizer, thinking, rollout.PromptTokens, rollout.Completion.Tokens);
        }
        return group;
    }
}
