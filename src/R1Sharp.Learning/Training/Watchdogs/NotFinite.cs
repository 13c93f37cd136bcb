// Finds out where a number that is not finite comes from: a weight, or a token of a sequence.

using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Rollouts;

namespace R1Sharp.Learning.Training.Watchdogs;

/// <summary>Explains a gradient that is not finite.</summary>
static class NotFinite
{
    /// <summary>The same for the completions of a step of reinforcement.</summary>
    public static string Explain(IPolicy policy, IReadOnlyList<Rollout> learned, int stepIndex, double temperature) =>
        Explain(policy, [.. learned.Select(r => r.Sequence)],
            i => $"sample {learned[i].SampleIndex} of problem {learned[i].Problem.Id} (step {stepIndex}, prompt {learned[i].GroupIndex})", temperature);

    /// <summary>The same for a network with a scalar head.</summary>
    public static string Explain(IScalarModel model, IReadOnlyList<TokenSequence> sequences, Func<int, string> nameOf)
    {
        if (model.FindNonFiniteWeight() is { } tensor)
            return $"the gradient of the values is not finite because the weights {tensor} hold a value that is not";
        var values = model.Values(sequences);
        int odd = Array.FindIndex(values, v => !Array.TrueForAll(v, float.IsFinite));
        return odd >= 0 ? $"the gradient of the values is not finite because a value of {nameOf(odd)} is not"
            : "the gradient of the values is not finite although every weight and every value is: it overflowed on the way back";
    }

    /// <summary>
    /// One sentence, without a full stop, that names the first tensor with such a value, else the first sequence whose
    /// log-probabilities have one, else says that the overflow happened on the way back.
    /// </summary>
    /// <param name="policy">The network; the update that failed left its weights alone.</param>
    /// <param name="sequences">The sequences of the update.</param>
    /// <param name="nameOf">A sequence's name by its index.</param>
    /// <param name="temperature">That of the loss.</param>
    public static string Explain(IPolicy policy, IReadOnlyList<TokenSequence> sequences, Func<int, string> nameOf, double temperature = 1)
    {
        if (policy.FindNonFiniteWeight() is { } tensor)
            return $"the gradient is not finite because the weights {tensor} hold a value that is not";
        var logProbs = policy.LogProbs(sequences, temperature);
        for (int i = 0; i < logProbs.Length; i++)
        {
            int target = Array.FindIndex(logProbs[i], p => !float.IsFinite(p));
            if (target >= 0)
                return $"the gradient is not finite because the log-probability of token {sequences[i].Targets[target]} of {nameOf(i)} "
                    + $"is {logProbs[i][target]}";
        }
        return "the gradient is not finite although every weight and every log-probability is: it overflowed on the way back";
    }
}
