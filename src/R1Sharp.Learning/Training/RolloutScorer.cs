// Between text and tokens: questions become prompts, completions become scored rollouts.

using R1Sharp.Learning.Generation;
using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Rewards;
using R1Sharp.Learning.Tokenization;

namespace R1Sharp.Learning.Training;

/// <summary>A problem as it is put to the policy.</summary>
/// <param name="Problem">The problem.</param>
/// <param name="Text">The prompt's text, template and prefill included.</param>
/// <param name="Tokens">Its tokens.</param>
sealed record Prompt(Problem Problem, string Text, int[] Tokens);

/// <summary>Makes prompts, has them answered, and scores completions; used by the trainer and the evaluator, so that both see the same.</summary>
sealed class RolloutScorer(Tokenizer tokenizer, Func<string, string> promptOf, RewardSum rewards, ThinkingOptions? thinking = null, bool isForVotes = false, IReadOnlyList<string>? stops = null)
{
    readonly CompletionScorer _scorer = new(rewards, isForVotes);

    /// <summary>The same with the reward's weights of one step of training (0-based) of so many.</summary>
    public RolloutScorer At(int stepIndex, int stepCount) =>
        rewards.At(stepIndex, stepCount) is var sum && sum == rewards ? this : new(tokenizer, promptOf, sum, thinking, isForVotes, stops);

    /// <summary>How thoughts are steered, with this penalty on switching; null where the settings ask for nothing.</summary>
    /// <exception cref="UserErrorException">The settings do not fit together.</exception>
    public Steering? Steering(SwitchPenaltyOptions? penalty) => Generation.Steering.Of(tokenizer, thinking, penalty);

    /// <summary>The prompts of some problems.</summary>
    public IReadOnlyList<Prompt> Prompts(IReadOnlyList<Problem> problems) => [.. problems.Select(problem =>
    {
        string text = promptOf(problem.Question);
        return new Prompt(problem, text, tokenizer.Encode(text));
    })];

    /// <summary>Has prompts answered and the answers scored, each group as soon as it is complete: result[p][s] is sample s of prompt p.</summary>
    /// <param name="policy">Who answers.</param>
    /// <param name="prompts">The prompts.</param>
    /// <param name="request">What is asked of the policy for prompt p; the tokens that end a text are added to it.</param>
    /// <param name="onToken">Called for each token.</param>
    /// <param name="cancellation">Ends the sampling.</param>
    /// <exception cref="UserErrorException">A reward is not a finite number.</exception>
    public Rollout[][] Sample(IPolicy policy, IReadOnlyList<Prompt> prompts, Func<Prompt, int, GenerationRequest> request, TokenProduced? onToken = null, CancellationToken cancellation = default)
    {
        int[] ends = Ends(policy.EndIds);
        var scoring = Scoring(prompts, ends);
        GenerationRequest[] requests = [.. prompts.Select((prompt, p) => Ending(request(prompt, p), ends) with { OnFinished = completions => scoring.Begin(p, completions) })];
        return scoring.Finish(() => policy.Generate(requests, onToken, cancellation));
    }

    int[] Ends(IReadOnlyList<int> others) => [.. others.Prepend(tokenizer.EndOfTextId).Distinct()];

    GenerationRequest Ending(GenerationRequest request, int[] ends) =>
        request with { Sampling = request.Sampling with { StopTokens = ends }, Decode = tokens => tokenizer.Decode(tokens) };

    /// <summary>The scored completions, in the shape they came in: result[p][s] is sample s of prompt p.</summary>
    /// <param name="prompts">The prompts.</param>
    /// <param name="completions">completions[p][s], from the policy.</param>
    /// <exception cref="UserErrorException">A reward is not a finite number.</exception>
    public Rollout[][] Score(IReadOnlyList<Prompt> prompts, Completion[][] completions) => Scoring(prompts, Ends([])).Finish(() => completions);

    GroupScoring Scoring(IReadOnlyList<Prompt> prompts, int[] ends) => new(
        (p, completions) => _scorer.ScoreGroup(prompts[p], completions, [.. completions.Select(c => Text(c, ends))], p).Select(Marked).ToArray(), prompts.Count);

    Rollout Marked(Rollout rollout) => rollout with
    {
        Forced = ForcedRun.Of(tokenizer, rollout.Completion),
        ThinkingTokens = Generation.Steering.ThinkingTokens(tokenizer, thinking, rollout.PromptTokens, rollout.Completion.Tokens),
    };

    string Text(Completion completion, int[] ends)
    {
        bool ended = completion.Tokens.Length > 0 && ends.Contains(completion.Tokens[^1]);
        string text = tokenizer.Decode(completion.Tokens.AsSpan(..^(ended ? 1 : 0)));
        return ended ? text : StopText.Trim(completion, text, stops ?? [], tokens => tokenizer.Decode(tokens));
    }
}
