// Goes on from the middle of completions: several ends of each beginning, scored as the whole completions that they make.

using R1Sharp.Learning.Policies;

namespace R1Sharp.Learning.Rollouts;

/// <summary>The beginning of a completion.</summary>
/// <param name="Prompt">The prompt.</param>
/// <param name="Tokens">The completion's tokens so far; may be empty.</param>
/// <param name="LogProbs">Their log-probabilities.</param>
sealed record Beginning(Prompt Prompt, int[] Tokens, float[] LogProbs);

/// <summary>Samples continuations. Which random numbers they draw depends on the call's step and on the beginning's place in the call.</summary>
/// <param name="asker">Who is asked.</param>
/// <param name="scorer">Scores what comes out.</param>
/// <param name="sampling">How; the cap counts whole completions.</param>
/// <param name="seed">The run's seed.</param>
sealed class Continuer(Asker asker, RolloutScorer scorer, SamplingOptions sampling, ulong seed)
{
    // Keys of prompts count from 0; these are no other's.
    const long FirstKey = 1L << 40;

    /// <summary>Whole completions: result[b][s] is sample s from beginning b.</summary>
    /// <param name="beginnings">The beginnings, each shorter than the cap.</param>
    /// <param name="count">Continuations of each.</param>
    /// <param name="step">First coordinate of the random streams.</param>
    /// <param name="until">More texts that end a continuation, e.g. a line break; null has none.</param>
    /// <param name="most">Most tokens of a continuation; null goes on to the cap.</param>
    public Completion[][] Sample(IReadOnlyList<Beginning> beginnings, int count, long step, IReadOnlyList<string>? until = null, int most = int.MaxValue)
    {
        if (beginnings.Count == 0)
            return [];
        var ends = asker.Policy.Generate([.. beginnings.Select((b, i) => Request(b, i, count, step, until ?? [], most))]);
        return [.. beginnings.Select((b, i) => ends[i].Select(end => Joined(b, end)).ToArray())];
    }

    /// <summary>The same, scored.</summary>
    public Rollout[][] Score(IReadOnlyList<Beginning> beginnings, Completion[][] completions) =>
        scorer.Score([.. beginnings.Select(b => b.Prompt)], completions);

    GenerationRequest Request(Beginning beginning, int index, int count, long step, IReadOnlyList<string> until, int most) => new()
    {
        Prompt = [.. beginning.Prompt.Tokens, .. beginning.Tokens],
        SampleCount = count,
        Sampling = sampling with
        {
            StopTokens = asker.EndIds,
            StopStrings = [.. sampling.StopStrings, .. until],
            MaxCompletionTokens = Math.Min(most, sampling.MaxCompletionTokens - beginning.Tokens.Length),
        },
        Seed = seed,
        Step = step,
        PromptKey = FirstKey + index,
        Interject = asker.Interject,
        Decode = tokens => asker.Tokenizer.Decode(tokens),
    };

    static Completion Joined(Beginning beginning, Completion end) =>
        new([.. beginning.Tokens, .. end.Tokens], [.. beginning.LogProbs, .. end.LogProbs], end.Finish)
        {
            ForcedTokens = [.. end.ForcedTokens.Select(t => beginning.Tokens.Length + t)],
        };
}
