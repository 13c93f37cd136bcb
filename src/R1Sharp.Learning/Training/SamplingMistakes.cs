// What settings of sampling can contradict, whichever trainer has them.

using R1Sharp.Learning.Generation;

namespace R1Sharp.Learning.Training;

/// <summary>Mistakes of settings that several trainers share; null where all is well.</summary>
static class SamplingMistakes
{
    /// <summary>A step has at least one completion for each of its updates.</summary>
    public static SettingsMistake? OfMinibatches(int minibatches, int prompts, int samples) => minibatches <= (long)prompts * samples ? null
        : new($"minibatches_per_step is {minibatches}, but a step has {prompts} x {samples} completions, fewer than that; lower it.", "minibatches_per_step");

    /// <summary>The least thoughts leave room for an answer.</summary>
    public static SettingsMistake? OfThoughts(ThinkingOptions? thinking, int maxCompletionTokens) => thinking?.MinTokens >= maxCompletionTokens
        ? new(
            $"thinking.min_tokens is {thinking.MinTokens}, but a completion has at most {maxCompletionTokens} tokens (max_completion_tokens), the answer "
            + "included.", "thinking") : null;
}
