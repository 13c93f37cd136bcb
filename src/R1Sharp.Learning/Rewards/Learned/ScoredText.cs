// What of a completion a reward model reads. The same rule makes its training data and, later, the input of the reward.

using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Rewards.Steps;
using R1Sharp.Learning.Tokenization;

namespace R1Sharp.Learning.Rewards.Learned;

/// <summary>Which part of a response a reward model scores.</summary>
enum RewardScope
{
    /// <summary>What follows the thoughts: DeepSeek-R1 judges helpfulness by the final summary alone, so as not to touch the reasoning.</summary>
    Summary,

    /// <summary>Everything, thoughts included: DeepSeek-R1 judges harmlessness so, as the thoughts may be harmful as well.</summary>
    Response,

    /// <summary>Every line of the response by itself, after those before it: a process reward model.</summary>
    Steps,

    /// <summary>The same with every calculation and its result in place of lines.</summary>
    Results,
}

/// <summary>A response as a reward model sees it.</summary>
/// <param name="Sequence">Prompt, response and the end-of-text token; the states that are scored are its targets.</param>
/// <param name="PromptTokens">How many of the tokens are the prompt's.</param>
sealed record ScoredResponse(TokenSequence Sequence, int PromptTokens)
{
    /// <summary>Tokens of the response, the end-of-text token included.</summary>
    public int ResponseTokens => Sequence.Tokens.Length - PromptTokens;
}

/// <summary>Turns texts into what a reward model reads.</summary>
/// <param name="tokenizer">The reward model's tokenizer.</param>
/// <param name="scope">What it scores.</param>
sealed class ScoredText(Tokenizer tokenizer, RewardScope scope)
{
    /// <summary>What is scored.</summary>
    public RewardScope Scope => scope;

    /// <summary>What a step is where steps are scored; null where whole responses are.</summary>
    public StepUnit? Unit => UnitOf(scope);

    /// <summary>What a step is under a scope; null where whole responses are scored.</summary>
    public static StepUnit? UnitOf(RewardScope scope) =>
        scope switch { RewardScope.Steps => StepUnit.Lines, RewardScope.Results => StepUnit.Results, _ => null };

    /// <summary>
    /// The prompt, the part that is scored, and the end-of-text token, after which the score is read; under
    /// <see cref="RewardScope.Steps"/> and <see cref="RewardScope.Results"/> it is read after each step, the last one's with the end-of-text token.
    /// </summary>
    /// <param name="prompt">The prompt's text, template included.</param>
    /// <param name="completion">The completion without the end-of-text token.</param>
    /// <returns>Null where there is nothing to score: the thoughts never end.</returns>
    public ScoredResponse? Read(string prompt, string completion)
    {
        if (Unit is { } unit)
            return Of(prompt, StepText.Cut(completion, unit));
        if (scope == RewardScope.Response)
            return Of(prompt, [completion]);
        return ThinkAnswerText.Split(prompt, completion).Rest is { } summary ? Of(WithoutPrefill(prompt), [summary.TrimStart()]) : null;
    }

    /// <summary>The state after the beginning of a completion: one score, which a model of steps has learned to give where a step ends.</summary>
    /// <param name="prompt">The prompt's text, template included.</param>
    /// <param name="beginning">The completion so far; may be empty.</param>
    /// <param name="isEnd">Whether it has ended, so that the end-of-text token follows.</param>
    public TokenSequence ReadBeginning(string prompt, string beginning, bool isEnd)
    {
        int[] tokens =
        [
            .. tokenizer.Encode(prompt), .. (Unit is { } unit ? StepText.Cut(beginning, unit) : [beginning]).SelectMany(step => tokenizer.Encode(step)),
            .. isEnd ? (int[])[tokenizer.EndOfTextId] : [],
        ];
        return TokenSequence.OfStates(tokens, tokens.Length);
    }

    ScoredResponse Of(string prompt, IReadOnlyList<string> steps)
    {
        int[] asked = tokenizer.Encode(prompt);
        List<int> tokens = [.. asked], lengths = [];
        foreach (string step in steps)
        {
            tokens.AddRange(tokenizer.Encode(step));
            lengths.Add(tokens.Count);
        }
        tokens.Add(tokenizer.EndOfTextId);
        lengths[^1] = tokens.Count;
        return new ScoredResponse(TokenSequence.OfStates([.. tokens], [.. lengths]), asked.Length);
    }

    // A summary follows no thoughts, so a prompt that has opened them is cut back.
    static string WithoutPrefill(string prompt) => ThinkAnswerText.IsPrefilled(prompt) ? prompt.TrimEnd()[..^ThinkAnswerText.ThinkOpen.Length] : prompt;
}
