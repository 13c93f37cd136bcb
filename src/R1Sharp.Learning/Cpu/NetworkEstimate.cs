// What a network takes on this engine before it is there: bytes from its shape and layout, seconds from its parameters and
// measured rates.

using R1Sharp.Learning.Generation;
using R1Sharp.Learning.Model;
using R1Sharp.Learning.Policies;
using R1Sharp.Numerics.Memory;

namespace R1Sharp.Learning.Cpu;

/// <summary>Memory and time of one network.</summary>
/// <param name="shape">The network's shape.</param>
/// <param name="layout">Lanes, micro-batches and panels; null takes the defaults.</param>
/// <param name="workers">Threads.</param>
sealed class NetworkEstimate(ModelOptions shape, MemoryLayout? layout, int workers) : INetworkEstimate
{
    // Of AdamW, each a copy of the weights.
    const int Moments = 2;

    readonly MemoryLayout _layout = CpuLayout.Resolve(shape, layout);
    readonly ParameterLayout _parameters = new(shape), _learned = ParameterLayout.OfLearned(shape);

    /// <summary>The number of parameters.</summary>
    public long Parameters => _parameters.ParameterCount;

    /// <inheritdoc/>
    public long LearnedParameters => _learned.ParameterCount;

    /// <summary>Parameters that every token is multiplied with: an embedding that is not the head too is looked up.</summary>
    public double MultipliedParameters => _parameters.Parts.Flops(seen: 0) / 2;

    /// <summary>Share of the matrix product's rate that sampling many sequences reaches, as measured on two cores (docs/log.md).</summary>
    public double SamplingShare => CpuLayout.IsSmall(shape) ? 0.28 : 0.5;

    /// <summary>Share of the matrix product's rate that training reaches, as measured on two cores (docs/log.md).</summary>
    public double TrainingShare => CpuLayout.IsSmall(shape) ? 0.55 : 0.6;

    /// <summary>
    /// Of what learns values, panels in both directions, the gradient and both moments; of what is frozen panels in one; and the activations of the
    /// micro-batches in work.
    /// </summary>
    public long TrainingBytes => (1 + CpuLayout.GradientCopies(shape, _layout.GradientLanes!.Value) + Moments) * LearnedBytes
        + (HasFrozenBase ? PanelBytes + 2 * LearnedBytes : 2 * PanelBytes)
        + ActivationBytes * CpuLayout.MicroBatchesInWork(shape, _layout.GradientLanes.Value, workers);

    /// <summary>A frozen copy beside a network in training: what learns, its panels towards the outputs, one layer's activations a thread.</summary>
    public long ReferenceBytes => HasFrozenBase ? 2 * LearnedBytes + LayerBytes : LearnedBytes + ScoringBytes;

    /// <summary>A network that only samples and scores: panels towards the outputs, one layer's activations a thread.</summary>
    public long ScoringBytes => PanelBytes + (HasFrozenBase ? 2 * LearnedBytes : 0) + LayerBytes;

    /// <summary>Keys and values of sequences in flight, at most what the engine takes for them.</summary>
    /// <param name="sequences">How many.</param>
    /// <param name="tokens">Tokens of each.</param>
    public long CacheBytes(long sequences, int tokens)
    {
        var limits = new SchedulerOptions();
        long inFlight = Math.Min(sequences, (long)limits.SlotsPerWorker * workers);
        double bytesPerToken = (double)_parameters.Parts.PageFloats * sizeof(float) / PagedCache.PageSize;
        return Math.Min((long)(bytesPerToken * Math.Min(tokens, shape.MaxPositions) * inFlight), CpuDecoders.CacheBytesPerWorker * workers);
    }

    /// <summary>Seconds of sampling.</summary>
    /// <param name="tokens">Tokens, many sequences side by side.</param>
    /// <param name="flops">Floating-point operations a second of the matrix product.</param>
    public double SamplingSeconds(double tokens, double flops) => 2 * MultipliedParameters * tokens / (SamplingShare * flops);

    /// <inheritdoc/>
    public long BytesPerStep => (long)MultipliedParameters * (_layout.Bfloat16 ? sizeof(ushort) : sizeof(float));

    /// <inheritdoc/>
    public double DecodingSeconds(double tokens, double flops, double bytesPerSecond) =>
        tokens / Math.Min(bytesPerSecond / BytesPerStep, flops / (2 * MultipliedParameters));

    /// <summary>Seconds of forward, backward and update.</summary>
    /// <param name="tokens">Tokens.</param>
    /// <param name="flops">Floating-point operations a second of the matrix product.</param>
    public double TrainingSeconds(double tokens, double flops) =>
        ((HasFrozenBase ? 4 : 6) + (_layout.ActivationCheckpointing ? 2 : 0)) * MultipliedParameters * tokens / (TrainingShare * flops);

    /// <summary>Seconds of reading: forward alone.</summary>
    /// <param name="tokens">Tokens.</param>
    /// <param name="flops">Floating-point operations a second of the matrix product.</param>
    public double ScoringSeconds(double tokens, double flops) => 2 * MultipliedParameters * tokens / (TrainingShare * flops);

    // Nothing is computed towards the weights of what is frozen.
    bool HasFrozenBase => shape.Adapter is not null;

    long LearnedBytes => _learned.Length * sizeof(float);

    long PanelBytes => _parameters.Length * (_layout.Bfloat16 ? sizeof(ushort) : sizeof(float));

    long LayerBytes => ActivationBytes / shape.LayerCount * workers;

    // What each layer keeps of a micro-batch for its backward pass; checkpointed, the layers share one's memory but for their inputs.
    long ActivationBytes => sizeof(float) * _layout.MicroBatchTokens!.Value * _parameters.Parts.KeptFloats(_layout.ActivationCheckpointing);
}
