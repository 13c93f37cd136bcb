// Generation for requests that come and leave while it runs: what a server needs of a network.

namespace R1Sharp.Learning.Policies;

/// <summary>Limits of a live generation.</summary>
public sealed record LiveOptions
{
    /// <summary>Tokens that a prompt and its completion may have together; null takes what the network has positions for.</summary>
    public int? MaxPositions { get; init; }
}

/// <summary>
/// A generation that goes on until it is disposed of. A request's tokens and log-probabilities have the bits that it has alone, whatever else is
/// on its way. Safe for any number of threads.
/// </summary>
public interface ILiveGeneration : IDisposable
{
    /// <summary>Tokens that a prompt and its completion may have together.</summary>
    int MaxPositions { get; }

    /// <summary>How much is on its way.</summary>
    LiveLoad Load { get; }

    /// <summary>Takes a request up as soon as there is room for it; first come, first served.</summary>
    /// <param name="request">What is asked.</param>
    /// <param name="listener">Who is told of what becomes of it.</param>
    /// <exception cref="UserErrorException">The prompt is empty or too long, or holds an unknown token.</exception>
    ILiveRequest Submit(GenerationRequest request, ILiveListener listener);

    /// <summary>Does other work with the same network while no request is computed, and returns when it is done.</summary>
    void Between(Action work);
}

/// <summary>How much is on its way.</summary>
/// <param name="Waiting">Samples that nobody has begun.</param>
/// <param name="Running">Samples that are being generated.</param>
public readonly record struct LiveLoad(int Waiting, int Running);

/// <summary>A request on its way.</summary>
public interface ILiveRequest
{
    /// <summary>
    /// Lets go of it: its rows are free after the round that runs now. Its listener may still be told of tokens of that round. Does nothing to one
    /// that has ended.
    /// </summary>
    void Cancel();
}

/// <summary>Told what becomes of a request, on the engine's threads, which wait for it: hand longer work to others.</summary>
public interface ILiveListener
{
    /// <summary>A sample has a further token. Tokens that may still be taken back come when that is settled.</summary>
    void Produced(int sample, LiveToken token);

    /// <summary>A sample has ended; its tokens have all been told of.</summary>
    void Finished(int sample, Completion completion);

    /// <summary>The request cannot go on; nothing more is told of it.</summary>
    void Failed(Exception error);
}

/// <summary>A token as it is produced.</summary>
/// <param name="Token">The token.</param>
/// <param name="LogProb">Its log-probability.</param>
/// <param name="IsForced">Whether the model did not choose it.</param>
/// <param name="Alternatives">The most probable tokens at its place; null where none were asked for.</param>
public readonly record struct LiveToken(int Token, float LogProb, bool IsForced, TokenAlternative[]? Alternatives);
