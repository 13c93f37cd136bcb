// Rollouts that others sample, such as a server with better machines: it is given the weights of a step, and answers under them.

using System.ComponentModel.DataAnnotations;
using R1Sharp.Learning.Policies;

namespace R1Sharp.Learning.Rollouts;

/// <summary>Samples in place of the policy that learns. Safe for several threads, but for <see cref="Publish"/> and <see cref="Forget"/>.</summary>
public interface IOutsideSampler : IDisposable
{
    /// <summary>Takes over the policy's present weights.</summary>
    /// <param name="version">The steps that they have learned in; the same again does nothing.</param>
    void Publish(int version);

    /// <summary>Lets go of all weights before a version: nothing will be asked of them.</summary>
    void Forget(int before);

    /// <summary>Completions of each request under the weights of a version that was published: result[i][s] is sample s of request i.</summary>
    /// <exception cref="UserErrorException">There are none, however patiently one waits.</exception>
    Completion[][] Generate(int version, IReadOnlyList<GenerationRequest> requests, CancellationToken cancellation);
}

/// <summary>Rollouts from outside.</summary>
/// <param name="Sampler">Who samples; it ends with the trainer.</param>
/// <param name="Correction">What is done about its differing from the trainer.</param>
public sealed record OutsideRollouts(IOutsideSampler Sampler, SamplerCorrection Correction)
{
    /// <summary>
    /// Steps by which the weights that sample may be behind those that learn: so many steps are sampled ahead while others are learned from. 0
    /// samples each step under the weights that learn from it.
    /// </summary>
    public int MaxStaleness { get; init; }
}

/// <summary>
/// What is done where the sampler's probabilities are not the trainer's: truncated importance sampling, w = min(π_trainer/π_sampler, C) for each
/// token's part of the objective, and a mask over whole completions that are too unlikely under one of the two.
/// </summary>
public sealed record SamplerCorrection
{
    /// <summary>C, the largest weight of a token.</summary>
    [Range(1.0, 1000.0)] public double RatioCap { get; init; } = 2;

    /// <summary>A completion is left out where the geometric mean of its tokens' ratios is below this.</summary>
    [Range(0.0, 1.0)] public double MaskBelow { get; init; } = 0.5;

    /// <summary>Or above this.</summary>
    [Range(1.0, 1e6)] public double MaskAbove { get; init; } = 5;

    /// <summary>Adds weights and masks to completions that have both log-probabilities; nothing to those where these have the same bits.</summary>
    internal void Apply(IEnumerable<Rollout> rollouts)
    {
        foreach (var rollout in rollouts)
        {
            float[] differences = rollout.SamplerDifferences;
            (rollout.IsMasked, rollout.ImportanceWeights) = (false, null);
            if (!differences.AsSpan().ContainsAnyExcept(0f))
                continue;
            double mean = Math.Exp(differences.Average(d => (double)d));
            rollout.IsMasked = !(mean >= MaskBelow && mean <= MaskAbove);
            rollout.ImportanceWeights = [.. differences.Select(d => (float)Math.Min(Math.Exp(d), RatioCap))];
        }
    }
}
