// How a network lays out its work and memory. Threads and drafts never change a result; lanes and micro-batches change the order of
// sums and therefore belong to the recipe.

using System.ComponentModel.DataAnnotations;

namespace R1Sharp.Learning.Policies;

/// <summary>A network's layout of work and memory.</summary>
public sealed record MemoryLayout
{
    /// <summary>
    /// Gradient lanes: micro-batch m adds to lane m mod lanes, and the lanes are summed in order. Below 20 million parameters each
    /// lane costs a copy of the gradient, and threads take lanes side by side; from there on the gradient is there twice at most.
    /// Null: 4, or 2 from 20 million parameters on.
    /// </summary>
    [Range(1, 64)] public int? GradientLanes { get; init; }

    /// <summary>Most packed tokens of a micro-batch (one longer sequence stands alone). Null: 256, or 512 from a hidden size of 256 on.</summary>
    [Range(1, 1_000_000)] public int? MicroBatchTokens { get; init; }

    /// <summary>Keep only each layer's input and compute the layer again in the backward pass: less memory, a third more work, the same bits.</summary>
    public bool ActivationCheckpointing { get; init; }

    /// <summary>
    /// Sequences with the same tokens before their first target (the completions of a problem) come one after another, and in a micro-batch their
    /// prompt goes forward and backward once. Of a gradient the order of sums is another; log-probabilities keep their bits, so that passes which
    /// only go forward share prompts whatever stands here.
    /// </summary>
    public bool SharePrefixes { get; init; }

    /// <summary>
    /// Compute with the matrices rounded to bfloat16: half the memory and traffic of their panels. Training keeps the weights
    /// themselves in 32 bits; sampler and trainer see the same rounded matrices.
    /// </summary>
    public bool Bfloat16 { get; init; }

    /// <summary>
    /// Where a network for sampling comes from a file that holds matrices in blocks of 4 to 8 bits: compute with them as they are, with
    /// activations rounded to 8 bits, as ggml does. Less memory, other rounding than a trainer's.
    /// </summary>
    public bool AsStored { get; init; }

    /// <summary>
    /// Where few samples are in flight, tokens that they may go on with are run ahead, drafted from prompt and group: faster, with
    /// the same bits.
    /// </summary>
    public bool Speculation { get; init; } = true;
}
