// The network behind the narrow waist of scalar heads: a decoder as Policy's with one number on top.

using R1Sharp.Learning.Model;
using R1Sharp.Learning.Policies;
using R1Sharp.Numerics.Parallelism;

namespace R1Sharp.Learning.Cpu;

/// <summary>A network that gives values and is trained: a value model or a reward model.</summary>
public sealed class CpuScalarModel : IScalarModel
{
    readonly WorkerPool _pool;
    readonly Network _network;
    readonly ValueRunner _runner;
    readonly NetworkTraining _training;

    CpuScalarModel(ModelOptions options, WorkerPool pool, MemoryLayout? layout)
    {
        _pool = pool;
        Layout = CpuPolicy.Resolve(options, layout ?? new MemoryLayout());
        _network = new Network(options, NetworkUse.Training, Layout.Bfloat16);
        _runner = new ValueRunner(_network, pool, Layout);
        _training = new NetworkTraining(_network, pool);
    }

    /// <summary>A model with fresh weights.</summary>
    public static CpuScalarModel Create(ModelOptions options, ulong seed, WorkerPool pool, MemoryLayout? layout = null) =>
        Filled(options, pool, layout, weights => weights.Initialize(seed));

    /// <summary>
    /// A model with the weights of a language model and a head of its own: zero, so that all values begin at 0, or normal
    /// numbers of a small deviation. With a head of zero the first update moves the head alone.
    /// </summary>
    /// <param name="policy">The language model.</param>
    /// <param name="pool">Threads; how many changes no result.</param>
    /// <param name="layout">Lanes and micro-batches.</param>
    /// <param name="headDeviation">The standard deviation of the head's weights.</param>
    /// <param name="seed">Decides the head's weights.</param>
    public static CpuScalarModel FromLanguageModel(CpuPolicy policy, WorkerPool pool, MemoryLayout? layout = null, double headDeviation = 0, ulong seed = 0) =>
        Filled(policy.Options, pool, layout, weights =>
        {
            foreach (var tensor in weights.Layout.Tensors)
                if (tensor.Name != weights.Options.HeadTensor)
                    policy.Weights.Read(policy.Weights.Layout.ByName[tensor.Name], 0, weights.Tensor(tensor));
            int head = weights.Layout.Tensors.Count - 1;
            new InitialWeights(weights.Options with { InitializerRange = headDeviation }, weights.Layout, seed).Fill(head, 0, weights.Tensor(weights.Layout.Tensors[head]));
        });

    /// <summary>A model with the weights of a Hugging Face directory, e.g. of Qwen2ForSequenceClassification.</summary>
    /// <exception cref="UserErrorException">The directory is missing, incomplete, of an unsupported kind, or holds a language model.</exception>
    public static CpuScalarModel Load(string directory, WorkerPool pool, MemoryLayout? layout = null)
    {
        using var checkpoint = Checkpoint.Open(directory, OutputHead.Scalar);
        return Filled(checkpoint.Options, pool, layout, checkpoint.CopyTo);
    }

    /// <summary>The network's shape.</summary>
    public ModelOptions Options => _network.Weights.Options;

    /// <summary>Lanes and micro-batches as resolved.</summary>
    public MemoryLayout Layout { get; }

    /// <summary>The weights. Whoever changes them calls <see cref="WeightsChanged"/>.</summary>
    public Weights Weights => _network.Weights;

    /// <summary>The gradient as accumulated so far, summed over the lanes in order (they are folded by the call).</summary>
    public Weights Gradient => _runner.FoldedGradient();

    /// <summary>Takes up weights that were changed from outside.</summary>
    public void WeightsChanged() => _network.Pack(_pool);

    /// <summary>Writes the network as a Hugging Face directory (without the tokenizer).</summary>
    /// <param name="directory">The directory.</param>
    /// <param name="format">Number format and size of files; null writes F32, which alone loses nothing.</param>
    public void Save(string directory, CheckpointFormat? format = null) => CheckpointWriter.Save(directory, Weights, format);

    /// <inheritdoc/>
    public float[][] Values(IReadOnlyList<TokenSequence> sequences) => _runner.Values(sequences);

    /// <inheritdoc/>
    public void Backward(IReadOnlyList<TokenSequence> sequences, ValueLoss loss) => _runner.Backward(sequences, loss);

    /// <inheritdoc/>
    public double Update(double learningRate) => _training.Update(_runner.Lanes, learningRate);

    /// <inheritdoc/>
    public IFrozenScalarModel Freeze() => FrozenScalarModel.Of(_network, _pool, Layout);

    /// <inheritdoc/>
    public void ResetOptimizer(OptimizerOptions options) => _training.ResetOptimizer(options);

    /// <inheritdoc/>
    public void SaveState(string directory) => _training.SaveState(directory);

    /// <inheritdoc/>
    public void LoadState(string directory) => _training.LoadState(directory);

    /// <inheritdoc/>
    public string? FindNonFiniteWeight() => Weights.FindNotFinite();

    /// <inheritdoc/>
    public void Dispose()
    {
        _runner.Dispose();
        _training.Dispose();
        _network.Dispose();
    }

    static CpuScalarModel Filled(ModelOptions options, WorkerPool pool, MemoryLayout? layout, Action<Weights> fill)
    {
        var model = new CpuScalarModel(options with { Output = OutputHead.Scalar }, pool, layout);
        fill(model.Weights);
        model._network.Pack(pool);
        return model;
    }
}

/// <summary>A frozen network: values only.</summary>
sealed class FrozenScalarModel : IFrozenScalarModel
{
    readonly Network _network;
    readonly ValueRunner _runner;

    FrozenScalarModel(ModelOptions options, WorkerPool pool, MemoryLayout layout, Action<Weights> fill)
    {
        _network = new Network(options, NetworkUse.Scoring, layout.Bfloat16);
        fill(_network.Weights);
        _network.Pack(pool);
        _runner = new ValueRunner(_network, pool, layout);
    }

    /// <summary>A copy of a network as it is now.</summary>
    public static FrozenScalarModel Of(Network original, WorkerPool pool, MemoryLayout layout) =>
        new(original.Weights.Options, pool, layout, weights => original.Weights.Values.CopyTo(weights.Values));

    /// <summary>A network read from a Hugging Face directory.</summary>
    /// <exception cref="UserErrorException">The directory is missing, incomplete, of an unsupported kind, or holds a language model.</exception>
    public static FrozenScalarModel Load(string directory, WorkerPool pool, MemoryLayout? layout)
    {
        using var checkpoint = Checkpoint.Open(directory, OutputHead.Scalar);
        var options = checkpoint.Options with { Output = OutputHead.Scalar };
        return new(options, pool, CpuPolicy.Resolve(options, layout ?? new MemoryLayout()), checkpoint.CopyTo);
    }

    /// <inheritdoc/>
    public float[][] Values(IReadOnlyList<TokenSequence> sequences) => _runner.Values(sequences);

    public void Dispose()
    {
        _runner.Dispose();
        _network.Dispose();
    }
}
