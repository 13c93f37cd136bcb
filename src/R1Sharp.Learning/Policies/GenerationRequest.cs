// What is asked of the engine, and what it answers.

using System.Text.Json.Serialization;

namespace R1Sharp.Learning.Policies;

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

    /// <summary>Text of tokens; needed where <see cref="SamplingOptions.StopStrings"/> has any.</summary>
    public Func<ReadOnlySpan<int>, string>? Decode { get; init; }

    /// <summary>The run's seed.</summary>
    public ulong Seed { get; init; }

    /// <summary>First coordinate of the random stream, e.g. the training step.</summary>
    public long Step { get; init; }

    /// <summary>Second coordinate of the random stream: which prompt this is.</summary>
    public long PromptKey { get; init; }

    /// <summary>What may put tokens into a completion while it is generated, such as a tool's output; null for nothing.</summary>
    public Interjection? Interject { get; init; }

    /// <summary>How completions are steered, e.g. their thoughts lengthened; null leaves them alone.</summary>
    public ISteering? Steering { get; init; }

    /// <summary>What the completions must keep to; null leaves them free.</summary>
    public ITokenRules? Rules { get; init; }

    /// <summary>The adapters that take part, from <see cref="IPolicy.ReadAdapter"/> of the policy that is asked; null has the network alone.</summary>
    public IRequestAdapter? Adapter { get; init; }

    /// <summary>How many of the most probable tokens are noted at each place; 0 notes none.</summary>
    public int Alternatives { get; init; }

    /// <summary>Told when the request is taken up, on one of the engine's threads. Null tells nobody.</summary>
    public Action? OnBegun { get; init; }

    /// <summary>
    /// Told of the completions, in order, as soon as the last of them has ended, while those of other requests are still being
    /// generated. Called on the engine's threads, which wait for it: hand longer work to others. Null tells nobody.
    /// </summary>
    public Action<Completion[]>? OnFinished { get; init; }
}

/// <summary>
/// Asked after each token that was sampled whether other tokens are to follow it: null where the model goes on by itself,
/// else the tokens to come. The completion waits for them while others are generated. They take no random number, and
/// the answer must depend on the completion alone, so that the tokens do not depend on time. Called on the engine's threads.
/// </summary>
/// <param name="completion">All tokens of the completion so far.</param>
public delegate Task<int[]>? Interjection(ReadOnlySpan<int> completion);

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
/// <param name="LogProbs">
/// Natural log-probabilities, one a token, equal bit for bit to what the trainer computes where the policy says so; those of
/// forced tokens too.
/// </param>
/// <param name="Finish">Why it ended.</param>
public sealed record Completion(int[] Tokens, float[] LogProbs, FinishReason Finish)
{
    /// <summary>
    /// Indices of the tokens that the model did not choose (see <see cref="GenerationRequest.Interject"/> and
    /// <see cref="GenerationRequest.Steering"/>), ascending.
    /// </summary>
    public int[] ForcedTokens { get; init; } = [];

    /// <summary>The most probable tokens at each place, with log-probabilities as those of the tokens; empty where none were asked for.</summary>
    public TokenAlternative[][] Alternatives { get; init; } = [];

    /// <summary>The steps that the weights which sampled it had learned in, where these were an outside sampler's; else null.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public int? WeightsStep { get; init; }

    /// <summary>How many tokens it has; of one from behind a URL as the service counted them, <see cref="Tokens"/> being empty.</summary>
    public int TokenCount { get => field > 0 ? field : Tokens.Length; init; }

    /// <summary>How many tokens the model chose: what it is rewarded for and learns from.</summary>
    public int SampledCount => Tokens.Length - ForcedTokens.Length;

    /// <summary>Indices of the tokens that the model chose, ascending.</summary>
    public int[] SampledTokens =>
        ForcedTokens.Length == 0 ? [.. Enumerable.Range(0, Tokens.Length)] : [.. Enumerable.Range(0, Tokens.Length).Except(ForcedTokens)];

    /// <summary>Log-probabilities of the tokens that the model chose, in order.</summary>
    public float[] SampledLogProbs => ForcedTokens.Length == 0 ? LogProbs : [.. SampledTokens.Select(t => LogProbs[t])];
}

/// <summary>A token that might have been chosen.</summary>
/// <param name="Token">The token.</param>
/// <param name="LogProb">Its log-probability, as of the one that was.</param>
public readonly record struct TokenAlternative(int Token, float LogProb);

/// <summary>
/// Called for each token as it is produced: index of the request, of the sample, the token, and whether it was forced. Tokens
/// that may still be taken back (the beginning of a marker that would be refused) come when that is settled.
/// </summary>
public delegate void TokenProduced(int requestIndex, int sampleIndex, int token, bool isForced);
