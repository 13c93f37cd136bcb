// What a network takes, as its engine estimates it from shape and layout: all plans and descriptions ask here.

namespace R1Sharp.Learning.Policies;

/// <summary>Memory and time of one network on one engine. Estimates: scratch memory is not in the bytes, attention over long texts not in the times.</summary>
public interface INetworkEstimate
{
    /// <summary>The number of parameters.</summary>
    long Parameters { get; }

    /// <summary>The number of parameters that learn.</summary>
    long LearnedParameters => Parameters;

    /// <summary>Bytes of a network in training: weights, gradients, moments, and what its passes keep.</summary>
    long TrainingBytes { get; }

    /// <summary>Bytes of a frozen copy beside a network in training.</summary>
    long ReferenceBytes { get; }

    /// <summary>Bytes of a network that only samples and scores.</summary>
    long ScoringBytes { get; }

    /// <summary>Bytes of weights that one step of decoding reads.</summary>
    long BytesPerStep { get; }

    /// <summary>Bytes of what is remembered of sequences in flight, at most what the engine takes for them.</summary>
    /// <param name="sequences">How many.</param>
    /// <param name="tokens">Tokens of each.</param>
    long CacheBytes(long sequences, int tokens);

    /// <summary>Seconds of sampling.</summary>
    /// <param name="tokens">Tokens, many sequences side by side.</param>
    /// <param name="flops">Floating-point operations a second of the matrix product.</param>
    double SamplingSeconds(double tokens, double flops);

    /// <summary>Seconds of sampling one sequence alone.</summary>
    /// <param name="tokens">Tokens.</param>
    /// <param name="flops">Floating-point operations a second of the matrix product.</param>
    /// <param name="bytesPerSecond">The rate of reading memory.</param>
    double DecodingSeconds(double tokens, double flops, double bytesPerSecond);

    /// <summary>Seconds of forward, backward and update.</summary>
    /// <param name="tokens">Tokens.</param>
    /// <param name="flops">Floating-point operations a second of the matrix product.</param>
    double TrainingSeconds(double tokens, double flops);

    /// <summary>Seconds of reading: forward alone.</summary>
    /// <param name="tokens">Tokens.</param>
    /// <param name="flops">Floating-point operations a second of the matrix product.</param>
    double ScoringSeconds(double tokens, double flops);
}
