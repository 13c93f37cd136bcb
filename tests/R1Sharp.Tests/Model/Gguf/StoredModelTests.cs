using R1Sharp.Learning.Cpu;
using R1Sharp.Learning.Model;
using R1Sharp.Learning.Model.Architectures;
using R1Sharp.Learning.Model.Gguf;
using R1Sharp.Learning.Model.SafeTensors;
using R1Sharp.Learning.Policies;
using R1Sharp.Tests.Kernels;
using R1Sharp.Tests.Tokenization;
using Xunit;

namespace R1Sharp.Tests.Model.Gguf;

/// <summary>Networks that sample with the blocks of a GGUF file as they are stored.</summary>
public sealed class StoredModelTests : IDisposable
{
    static readonly ModelOptions s_shape = GgufExamples.Shape("qwen2", GgufExamples.Miniature) with
    {
        HiddenSize = 256,
        IntermediateSize = 512,
        HeadSize = 64,
        KeyValueHeadCount = 1,
        InitializerRange = 0.05,
    };

    readonly CpuEngine _engine = new(2);
    readonly TemporaryDirectory _directory = new();

    public void Dispose()
    {
        _engine.Dispose();
        _directory.Dispose();
    }

    static GenerationRequest[] Requests() => [.. Enumerable.Range(0, 3).Select(i => new GenerationRequest
    {
        Prompt = [1, 2 + i, 3],
        SampleCount = 2,
        Sampling = new() { MaxCompletionTokens = 12 },
        Seed = 4,
        PromptKey = i,
    })];

    string Export(GgufTensorType type, ModelOptions shape)
    {
        string path = Path.Combine(_directory.Path, $"{type}-{shape.Architecture.GetType().Name}.gguf");
        using var fresh = WeightSources.Fresh(shape, 3);
        GgufExport.Write(path, shape, GgufExamples.Miniature, fresh.Read, new() { Type = type });
        return path;
    }

    // Of the differences beside the spread of the numbers.
    static double Distance(float[] expected, float[] actual)
    {
        double mean = expected.Average();
        return Math.Sqrt(expected.Zip(actual, (e, a) => Math.Pow((double)e - a, 2)).Sum() / expected.Sum(e => Math.Pow(e - mean, 2)));
    }

    [Theory]
    [InlineData(GgufTensorType.Q8)]
    [InlineData(GgufTensorType.Q4)]
    [InlineData(GgufTensorType.Q4K)]
    [InlineData(GgufTensorType.Q6K)]
    public void A_file_is_computed_as_it_is_stored_near_what_its_numbers_give_as_floats(GgufTensorType type)
    {
        foreach (var shape in new[] { s_shape, s_shape with { Architecture = new Llama(), TieWordEmbeddings = false } })
        {
            using var file = WeightSources.Open(Export(type, shape));
            using var stored = _engine.Network(file, NetworkUse.Sampling, new() { AsStored = true });
            using var floats = _engine.Network(file, NetworkUse.Sampling);
            Assert.False(stored.SamplesAreExact);
            Assert.True(floats.SamplesAreExact);
            TokenSequence[] sequences = [new([.. Enumerable.Range(0, 40).Select(i => 7 * i % 101)])];
            var (expected, actual) = (floats.LogProbs(sequences)[0], stored.LogProbs(sequences)[0]);
            Assert.InRange(Distance(expected, actual), 1e-5, 0.2);
            // A row is its own, so that what was sampled is what the same network says of it.
            foreach (var (request, samples) in Requests().Zip(stored.Generate(Requests())))
                foreach (var completion in samples)
                    Bits.Equal(stored.LogProbs([new([.. request.Prompt, .. completion.Tokens], request.Prompt.Length)])[0], completion.LogProbs);
        }
    }

    [Fact]
    public void Stored_panels_take_no_more_memory_than_the_file()
    {
        string path = Export(GgufTensorType.Q4K, s_shape);
        using var file = WeightSources.Open(path);
        using var network = Network.Of(file, NetworkUse.Sampling, isRounded: false, _engine.Pool, asStored: true);
        Assert.True(network.Packed.IsStored);
        Assert.InRange(network.Packed.Bytes, 1, 1.1 * new FileInfo(path).Length);
    }

    [Fact]
    public void Only_networks_for_sampling_compute_so_and_only_where_it_is_asked_for()
    {
        using var file = WeightSources.Open(Export(GgufTensorType.Q8, s_shape));
        using var training = _engine.Network(file, NetworkUse.Training, new() { AsStored = true });
        using var scoring = _engine.Network(file, NetworkUse.Scoring, new() { AsStored = true });
        Assert.True(training.SamplesAreExact && scoring.SamplesAreExact);
        using var fresh = WeightSources.Fresh(s_shape, 3);
        using var plain = _engine.Network(fresh, NetworkUse.Sampling, new() { AsStored = true });
        Assert.True(plain.SamplesAreExact);
    }

    /// <summary>As llama.cpp mixes them: values of another format than queries and keys, in panels of their own or not.</summary>
    [Theory]
    [InlineData(64, true)]
    [InlineData(16, false)]
    public void Tensors_of_several_formats_side_by_side_are_kept_where_panels_are_of_one(int headSize, bool isKept)
    {
        using var fresh = WeightSources.Fresh(s_shape with { HeadSize = headSize }, 3);
        using var mixed = new MixedWeights(fresh);
        using var stored = _engine.Network(mixed, NetworkUse.Sampling, new() { AsStored = true });
        using var floats = _engine.Network(mixed, NetworkUse.Sampling);
        Assert.False(stored.SamplesAreExact);
        TokenSequence[] sequences = [new([.. Enumerable.Range(0, 30).Select(i => 5 * i % 97)])];
        Assert.InRange(Distance(floats.LogProbs(sequences)[0], stored.LogProbs(sequences)[0]), 1e-5, 0.2);
        var layout = new ParameterLayout(mixed.Shape);
        var group = layout.Parts.Groups.First(g => g.IsMatrix && g.Tensors.Count == 3);
        Assert.Equal(isKept, new StoredPanels(mixed.BlocksOf, mixed.ReadStored).FormatsOf(layout.Of(group)) is not null);
    }

    sealed class MixedWeights(IWeightSource weights) : IWeightSource
    {
        readonly IWeightSource _four = WeightSources.InBlocks(weights, GgufTensorType.Q4K), _six = WeightSources.InBlocks(weights, GgufTensorType.Q6K);

        public ModelOptions Shape => weights.Shape;

        public WeightType Type => WeightType.F32;

        public bool HasBfloat16Matrices => false;

        public void Read(ParameterTensor tensor, long first, Span<float> to) => Of(tensor).Read(tensor, first, to);

        public GgufTensorType? BlocksOf(ParameterTensor tensor) => Of(tensor).BlocksOf(tensor);

        public void ReadStored(ParameterTensor tensor, int firstRow, Span<byte> to) => Of(tensor).ReadStored(tensor, firstRow, to);

        public void Dispose() { }

        IWeightSource Of(ParameterTensor tensor) => tensor.Name.Contains("v_proj", StringComparison.Ordinal) ? _six : _four;
    }
}
