// The network behind the narrow waist: one set of weights that samples, scores and learns.

using R1Sharp.Learning.Generation;
using R1Sharp.Learning.Model;
using R1Sharp.Learning.Model.Gguf;
using R1Sharp.Learning.Policies;
using R1Sharp.Numerics.Kernels;
using R1Sharp.Numerics.Parallelism;

namespace R1Sharp.Learning.Cpu;

/// <summary>A network that generates, gives log-probabilities, and is trained.</summary>
public sealed class CpuPolicy : IPolicy, INetworkHolder
{
    readonly WorkerPool _pool;
    readonly Network _network;
    readonly Engine _engine;
    readonly MicroBatchRunner _runner;
    readonly NetworkTraining _training;

    /// <param name="options">The network's shape.</param>
    /// <param name="pool">Threads; how many changes no result.</param>
    /// <param name="layout">Lanes and micro-batches.</param>
    public CpuPolicy(ModelOptions options, WorkerPool pool, MemoryLayout? layout = null)
        : this(new Network(options, NetworkUse.Training, layout?.Bfloat16 ?? false), pool, layout) { }

    CpuPolicy(Network network, WorkerPool pool, MemoryLayout? layout)
    {
        var options = network.Weights.Options;
        if (options.Output != OutputHead.Vocabulary)
            throw new ArgumentException("A policy has a vocabulary head; a network with a scalar head is a ScalarModel.", nameof(network));
        _pool = pool;
        _network = network;
        Layout = Resolve(options, layout ?? new MemoryLayout());
        _engine = new Engine(options, _network.Transformer, _network.Packed, pool, new EngineOptions());
        _runner = new MicroBatchRunner(_network, pool, Layout);
        _training = new NetworkTraining(_network, pool);
    }

    /// <inheritdoc/>
    public int? MaxPositions => Options.MaxPositions;

    /// <summary>A policy with fresh weights.</summary>
    public static CpuPolicy Create(ModelOptions options, ulong seed, WorkerPool pool, MemoryLayout? layout = null)
    {
        var policy = new CpuPolicy(options, pool, layout);
        policy._network.Weights.Initialize(seed);
        policy._network.Pack(pool);
        return policy;
    }

    /// <summary>A policy with the weights of a Hugging Face directory.</summary>
    /// <exception cref="UserErrorException">The directory is missing, incomplete or of an unsupported kind.</exception>
    public static CpuPolicy Load(string directory, WorkerPool pool, MemoryLayout? layout = null)
    {
        using var checkpoint = Checkpoint.Open(directory);
        var policy = new CpuPolicy(checkpoint.Options, pool, layout) { LoadedType = checkpoint.Type };
        checkpoint.CopyTo(policy._network.Weights);
        policy._network.Pack(pool);
        return policy;
    }

    /// <summary>A policy with the weights of a GGUF file.</summary>
    public static CpuPolicy Load(GgufModel model, WorkerPool pool, MemoryLayout? layout = null)
    {
        var policy = new CpuPolicy(model.Options, pool, layout) { LoadedType = model.Type };
        model.CopyTo(policy.Weights);
        policy.WeightsChanged();
        return policy;
    }

    /// <summary>
    /// A policy that samples and scores but cannot be trained or saved: it keeps no matrix but the panels, and those in
    /// bfloat16 where the files do, so that a network takes no more memory than its files. The results have the same bits.
    /// </summary>
    /// <exception cref="UserErrorException">The directory is missing, incomplete or of an unsupported kind.</exception>
    public static CpuPolicy LoadForSampling(string directory, WorkerPool pool, MemoryLayout? layout = null) =>
        new(Network.LoadForSampling(directory, pool, layout?.Bfloat16 ?? false), pool, layout);

    /// <summary>The same from a GGUF file.</summary>
    public static CpuPolicy LoadForSampling(GgufModel model, WorkerPool pool, MemoryLayout? layout = null) =>
        new(Network.LoadForSampling(model, pool, layout?.Bfloat16 ?? false), pool, layout);

    /// <summary>The same with fresh weights, rounded where <see cref="MemoryLayout.Bfloat16"/> says so.</summary>
    public static CpuPolicy CreateForSampling(ModelOptions options, ulong seed, WorkerPool pool, MemoryLayout? layout = null) =>
        new(Network.CreateForSampling(options, seed, layout?.Bfloat16 ?? false, pool), pool, layout);

    /// <summary>Bytes of weights that one step of decoding reads.</summary>
    public long BytesPerStep => _network.Packed.BytesPerStep;

    /// <summary>Whether the matrices are kept in bfloat16.</summary>
    public bool IsBfloat16 => _network.Packed.Type == PackedType.Bfloat16;

    /// <summary>The network's shape.</summary>
    public ModelOptions Options => _network.Weights.Options;

    /// <inheritdoc/>
    public IReadOnlyList<int> EndIds => Options.EndIds;

    /// <summary>The number format of the checkpoint that the weights came from; F32 where they came from none.</summary>
    public WeightType LoadedType { get; private init; }

    /// <summary>Lanes and micro-batches as resolved.</summary>
    public MemoryLayout Layout { get; }

    /// <summary>The weights. Whoever changes them calls <see cref="WeightsChanged"/>.</summary>
    public Weights Weights => _network.Weights;

    /// <summary>The gradient as accumulated so far, summed over the lanes in order (they are folded by the call).</summary>
    public Weights Gradient => _runner.FoldedGradient();

    /// <summary>Told, on the worker's own thread, the worker's number and which of <see cref="StepParts"/> it has ended: for profiling.</summary>
    public Action<int, string>? StepObserver { set => _runner.Observer = value; }

    /// <summary>Text of tokens, for stop strings in requests.</summary>
    public Func<ReadOnlySpan<int>, string>? Decode { set => _engine.Decode = value; }

    /// <summary>Takes up weights that were changed from outside.</summary>
    public void WeightsChanged() => Trained.Pack(_pool);

    /// <summary>Writes the network as a Hugging Face directory (without the tokenizer).</summary>
    /// <param name="directory">The directory.</param>
    /// <param name="format">Number format and size of files; null writes F32, which alone loses nothing.</param>
    public void Save(string directory, CheckpointFormat? format = null) => CheckpointWriter.Save(directory, Trained.Weights, format);

    /// <inheritdoc/>
    public Completion[][] Generate(IReadOnlyList<GenerationRequest> requests, TokenProduced? onToken = null, CancellationToken cancellation = default) =>
        _engine.Generate(requests, onToken, cancellation);

    /// <inheritdoc/>
    public float[][] LogProbs(IReadOnlyList<TokenSequence> sequences, double temperature = 1) => _runner.LogProbs(sequences, (float)temperature);

    /// <inheritdoc/>
    public void Backward(IReadOnlyList<TokenSequence> sequences, SequenceLoss loss, double temperature = 1)
    {
        RequireTraining();
        _runner.Backward(sequences, loss, (float)temperature);
    }

    /// <inheritdoc/>
    public float[][] Backward(IReadOnlyList<TokenSequence> sequences, float[][] dLogProbs, double temperature = 1)
    {
        RequireTraining();
        return _runner.Backward(sequences, dLogProbs, (float)temperature);
    }

    /// <inheritdoc/>
    public float[][] BackwardDivergence(IReadOnlyList<TokenSequence> sequences, IReferencePolicy teacher, IReadOnlyList<double> tokenWeights, double temperature = 1)
    {
        RequireTraining();
        var other = ((INetworkHolder)teacher).Network;
        var (own, theirs) = (Options, other.Weights.Options);
        if (theirs.VocabularySize != own.VocabularySize)
            throw new UserErrorException($"The teacher knows {theirs.VocabularySize} tokens and the student {own.VocabularySize}: distillation needs two models with one tokenizer.");
        if (sequences.Count > 0 && sequences.Max(s => s.Tokens.Length) is var longest && longest > theirs.MaxPositions)
            throw new UserErrorException($"A sequence of {longest} tokens is longer than the {theirs.MaxPositions} positions of the teacher: lower the cap on tokens.");
        return _runner.BackwardDivergence(sequences, other, tokenWeights, (float)temperature);
    }

    Network INetworkHolder.Network => _network;

    /// <inheritdoc/>
    public double Update(double learningRate)
    {
        RequireTraining();
        return _training.Update(_runner.Lanes, learningRate);
    }

    /// <inheritdoc/>
    public IReferencePolicy Freeze() => Reference(weights => Trained.Weights.Values.CopyTo(weights.Values));

    /// <inheritdoc/>
    public void Restore(IReferencePolicy frozen)
    {
        ((FrozenPolicy)frozen).Weights.Values.CopyTo(Trained.Weights.Values);
        _network.Pack(_pool);
    }

    /// <inheritdoc/>
    public IReferencePolicy Blend(IReferencePolicy earlier, double share) => Reference(mixed =>
    {
        var before = ((FrozenPolicy)earlier).Weights;
        foreach (var tensor in mixed.Layout.Tensors)
            Mix(Trained.Weights.Tensor(tensor), before.Tensor(tensor), (float)share, mixed.Tensor(tensor));
    });

    static void Mix(ReadOnlySpan<float> present, ReadOnlySpan<float> before, float share, Span<float> mixed)
    {
        for (int i = 0; i < mixed.Length; i++)
            mixed[i] = share * present[i] + (1 - share) * before[i];
    }

    /// <inheritdoc/>
    public void SaveWeights(string directory) => Save(directory);

    /// <inheritdoc/>
    public IReferencePolicy LoadReference(string directory) => Reference(weights => Checkpoint.LoadWeights(directory, weights));

    /// <inheritdoc/>
    public void ResetOptimizer(OptimizerOptions options) => _training.ResetOptimizer(options);

    /// <inheritdoc/>
    public void SaveState(string directory)
    {
        RequireTraining();
        _training.SaveState(directory);
    }

    /// <inheritdoc/>
    public void LoadState(string directory)
    {
        RequireTraining();
        _training.LoadState(directory);
    }

    /// <inheritdoc/>
    public string? FindNonFiniteWeight() => _network.Weights.FindNotFinite();

    /// <inheritdoc/>
    public void Dispose()
    {
        _engine.Dispose();
        _runner.Dispose();
        _training.Dispose();
        _network.Dispose();
    }

    /// <summary>The network, whose weights are there and may change.</summary>
    Network Trained
    {
        get
        {
            RequireTraining();
            return _network;
        }
    }

    void RequireTraining()
    {
        if (_network.Use != NetworkUse.Training)
            throw new InvalidOperationException("This policy was loaded for sampling: its weights are not kept.");
    }

    FrozenPolicy Reference(Action<Weights> fill)
    {
        var copy = new Network(Options, NetworkUse.Scoring, Layout.Bfloat16);
        fill(copy.Weights);
        copy.Pack(_pool);
        return new FrozenPolicy(copy, _pool, Layout);
    }

    internal static MemoryLayout Resolve(ModelOptions options, MemoryLayout layout)
    {
        long parameters = new ParameterLayout(options).ParameterCount;
        return layout with
        {
            GradientLanes = layout.GradientLanes ?? (parameters < 20_000_000 ? 4 : 2),
            MicroBatchTokens = layout.MicroBatchTokens ?? (options.HiddenSize < 256 ? 256 : 512),
        };
    }
}

/// <summary>A frozen copy: log-probabilities only.</summary>
sealed class FrozenPolicy(Network network, WorkerPool pool, MemoryLayout layout) : IReferencePolicy, INetworkHolder
{
    readonly MicroBatchRunner _runner = new(network, pool, layout);

    /// <summary>The weights.</summary>
    public Weights Weights => network.Weights;

    Network INetworkHolder.Network => network;

    /// <inheritdoc/>
    public float[][] LogProbs(IReadOnlyList<TokenSequence> sequences, double temperature = 1) => _runner.LogProbs(sequences, (float)temperature);

    /// <inheritdoc/>
    public void SaveWeights(string directory) => CheckpointWriter.Save(directory, network.Weights);

    public void Dispose()
    {
        _runner.Dispose();
        network.Dispose();
    }
}
