// What is asked of the engine, and what it answers.

namespace R1Sharp.Learning.Generation;

/// <summary>
/// One prompt and how many completions are wanted of it. The prompt is computed once and shared. The random numbers of
/// sample s are the stream (Seed, Sampling, Step, PromptKey, s): the tokens do not depend on the request's neighbours.
/// </summary>
public sealed record GenerationRequest
{
    /// <summary>The prompt's token ids, at least one.</summary>
    public required int[] Prompt { get; init; }

    /// <summary>G, the number of completions.</summary>
    public int SampleCount { get; init; } = 1;

    /// <summary>How to sample.</summary>
    public SamplingOptions Sampling { get; init; } = new();

    /// <summary>The run's seed.</summary>
    public ulong Seed { get; init; }

    /// <summary>First coordinate of the random stream, e.g. the training step.</summary>
    public long Step { get; init; }

    /// <summary>Second coordinate of the random stream: which prompt this is.</summary>
    public long PromptKey { get; init; }
}

/// <summary>Why a completion ended.</summary>
public enum FinishReason
{
    /// <summary>A stop token or stop string was produced.</summary>
    Stop,

    /// <summary>The cap on tokens, or the network's last position, was reached.</summary>
    Length,
}

/// <summary>One completion: its tokens, the stop token included, with their log-probabilities as sampled.</summary>
/// <param name="Tokens">Token ids without the prompt.</param>
/// <param name="LogProbs">Natural log-probabilities, one a token, equal bit for bit to what the trainer computes.</param>
/// <param name="Finish">Why it ended.</param>
public sealed record Completion(int[] Tokens, float[] LogProbs, FinishReason Finish);

/// <summary>Called for each token as it is produced: index of the request, of the sample, and the token.</summary>
public delegate void TokenProduced(int requestIndex, int sampleIndex, int token);
