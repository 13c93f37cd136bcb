// The network behind the narrow waist: one set of weights that samples, scores and learns.

using R1Sharp.Learning.Generation;
using R1Sharp.Learning.Model;
using R1Sharp.Learning.Policies;
using R1Sharp.Numerics.Parallelism;

namespace R1Sharp.Learning.Cpu;

/// <summary>A network that generates, gives log-probabilities, and is trained. One for sampling or scoring keeps nothing that training needs.</summary>
sealed class CpuPolicy : IPolicy, INetworkHolder
{
    readonly WorkerPool _pool;
    readonly Network _network;
    readonly Scheduler _scheduler;
    readonly MicroBatchRunner _runner;
    readonly NetworkTraining _training;
    readonly Lazy<SequenceScorer> _scorer;
    readonly CpuEngine? _own;

    /// <param name="network">The network; it ends with the policy.</param>
    /// <param name="engine">Whose threads are used.</param>
    /// <param name="layout">Lanes and micro-batches; null takes the defaults.</param>
    /// <param name="ownsEngine">Whether the engine ends with the policy.</param>
    public CpuPolicy(Network network, CpuEngine engine, MemoryLayout? layout, bool ownsEngine = false)
    {
        _own = ownsEngine ? engine : null;
        if (network.Weights.Options.Output != OutputHead.Vocabulary)
            throw new ArgumentException("A policy has a vocabulary head; a network with a scalar head is a scalar model.", nameof(network));
        (_pool, _network) = (engine.Pool, network);
        Layout = CpuLayout.Resolve(Options, layout);
        Action<int, string> observer = (worker, part) => engine.StepObserver?.Invoke(worker, part);
        _scheduler = new Scheduler(new CpuDecoders(network, _pool) { Observer = observer }, SchedulerOptions.Of(Layout));
        _runner = new MicroBatchRunner(network, _pool, Layout, engine.WorksTogether) { Observer = observer };
        _training = new NetworkTraining(network, _pool);
        _scorer = new(() => new SequenceScorer(network, _pool));
    }

    /// <summary>The network's shape.</summary>
    public ModelOptions Options => _network.Weights.Options;

    /// <summary>Whether the matrices are kept in bfloat16.</summary>
    public bool IsBfloat16 => _network.Packed.Type == Numerics.Kernels.PackedType.Bfloat16;

    /// <summary>Lanes and micro-batches as resolved.</summary>
    public MemoryLayout Layout { get; }

    /// <summary>The weights that learn. Whoever changes them calls <see cref="WeightsChanged"/>.</summary>
    public Weights Weights => _network.Learned;

    /// <summary>The gradient as accumulated so far, summed over the lanes in order (they are folded by the call).</summary>
    public Weights Gradient => _runner.FoldedGradient();

    /// <inheritdoc/>
    public int? MaxPositions => Options.MaxPositions;

    /// <inheritdoc/>
    public IReadOnlyList<int> EndIds => Options.EndIds;

    /// <inheritdoc/>
    public bool SamplesAreExact => !_network.Packed.IsStored || _network.Use == NetworkUse.Training;

    /// <inheritdoc/>
    IWeightSource IPolicy.Weights => new PresentWeights(Kept);

    Network INetworkHolder.Network => _network;

    /// <summary>Takes up weights that were changed from outside.</summary>
    public void WeightsChanged() => Trained.Pack(_pool);

    /// <inheritdoc/>
    public Completion[][] Generate(IReadOnlyList<GenerationRequest> requests, TokenProduced? onToken = null, CancellationToken cancellation = default) =>
        _scheduler.Generate(requests, onToken, cancellation);

    /// <inheritdoc/>
    public void GenerateAll(IEnumerable<GenerationRequest> requests, int mostInFlight = int.MaxValue, CancellationToken cancellation = default) =>
        _scheduler.GenerateAll(requests, mostInFlight, cancellation);

    /// <inheritdoc/>
    public ILiveGeneration Live(LiveOptions options) => _scheduler.Live(options);

    /// <inheritdoc/>
    public IRequestAdapter ReadAdapter(string directory) => new CpuAdapter(Options, directory, _pool);

    /// <inheritdoc/>
    public float[][] LogProbs(IReadOnlyList<TokenSequence> sequences, double temperature = 1) => _runner.LogProbs(sequences, (float)temperature);

    /// <inheritdoc/>
    public SequenceScores Score(int[] tokens) => _scorer.Value.Score(tokens);

    /// <inheritdoc/>
    public TargetScores[] Measure(IReadOnlyList<TokenSequence> sequences) => _runner.Measure(sequences);

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
    public float[][] BackwardDivergence(
        IReadOnlyList<TokenSequence> sequences, IReferencePolicy teacher, IReadOnlyList<double> tokenWeights, double temperature = 1)
    {
        RequireTraining();
        if (teacher is not INetworkHolder { Network: var other })
            throw new UserErrorException(
                $"The teacher is a network of another engine than \"{CpuEngine.EngineName}\", which cannot see its distributions: compare the sampled "
                + "tokens alone.");
        var (own, theirs) = (Options, other.Weights.Options);
        if (theirs.VocabularySize != own.VocabularySize)
            throw new UserErrorException(
                $"The teacher knows {theirs.VocabularySize} tokens and the student {own.VocabularySize}: distillation needs two models with one tokenizer.");
        if (sequences.Count > 0 && sequences.Max(s => s.Tokens.Length) is var longest && longest > theirs.MaxPositions)
            throw new UserErrorException(
                $"A sequence of {longest} tokens is longer than the {theirs.MaxPositions} positions of the teacher: lower the cap on tokens.");
        return _runner.BackwardDivergence(sequences, other, tokenWeights, (float)temperature);
    }

    /// <inheritdoc/>
    public double Update(double learningRate)
    {
        RequireTraining();
        return _training.Update(_runner.Lanes, learningRate);
    }

    /// <inheritdoc/>
    public IReferencePolicy Freeze() => Reference(weights => Trained.Learned.Values.CopyTo(weights.Values));

    /// <inheritdoc/>
    public void Restore(IReferencePolicy frozen)
    {
        CpuReference.WeightsOf(frozen, Options).Values.CopyTo(Trained.Learned.Values);
        _network.Pack(_pool);
    }

    /// <inheritdoc/>
    public IReferencePolicy Blend(IReferencePolicy earlier, double share) => Reference(mixed =>
    {
        if (_network.HasFrozenBase && share != 1)
            throw new UserErrorException("A mixture of two adapters is no adapter of their rank: a reference that follows a policy with one must be its copy.");
        var before = CpuReference.WeightsOf(earlier, Options);
        foreach (var tensor in mixed.Layout.Tensors)
            Mix(Trained.Learned.Tensor(tensor), before.Tensor(tensor), (float)share, mixed.Tensor(tensor));
    });

    static void Mix(ReadOnlySpan<float> present, ReadOnlySpan<float> before, float share, Span<float> mixed)
    {
        for (int i = 0; i < mixed.Length; i++)
            mixed[i] = share * present[i] + (1 - share) * before[i];
    }

    /// <inheritdoc/>
    public void SaveWeights(string directory) => Kept.Save(directory);

    /// <inheritdoc/>
    public IReferencePolicy LoadReference(string directory) => Reference(weights => _network.Load(directory, weights));

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
    public string? FindNonFiniteWeight() => _network.Learned.FindNotFinite();

    /// <inheritdoc/>
    public void Dispose()
    {
        _scheduler.Dispose();
        _runner.Dispose();
        _training.Dispose();
        if (_scorer.IsValueCreated)
            _scorer.Value.Dispose();
        _network.Dispose();
        _own?.Dispose();
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

    /// <summary>The network, whose weights are there.</summary>
    Network Kept =>
        _network.Use != NetworkUse.Sampling ? _network : throw new InvalidOperationException("This policy is for sampling: its weights are not kept.");

    void RequireTraining()
    {
        if (_network.Use != NetworkUse.Training)
            throw new InvalidOperationException("This policy is not for training: it keeps nothing that training needs.");
    }

    CpuReference Reference(Action<Weights> fill) => new(_network.Frozen(Layout.Bfloat16, fill, _pool), _pool, Layout);
}
