// The sources of weights that every engine can read: folders, GGUF files, seeds, and a scalar head over a language model.

using R1Sharp.Learning.Model;
using R1Sharp.Learning.Model.Gguf;
using R1Sharp.Learning.Model.SafeTensors;

namespace R1Sharp.Learning.Policies;

/// <summary>Makes sources of weights.</summary>
public static class WeightSources
{
    /// <summary>The weights of a Hugging Face folder, or of a GGUF file.</summary>
    /// <param name="path">The folder or file.</param>
    /// <param name="head">The head that is wanted; a GGUF file has that of a language model.</param>
    /// <exception cref="UserErrorException">It is missing, incomplete, of an unsupported kind, or has another head.</exception>
    public static IWeightSource Open(string path, OutputHead head = OutputHead.Vocabulary) =>
        GgufModel.IsGguf(path) ? Of(GgufModel.Open(path)) : new FolderWeights(Checkpoint.Open(path, head));

    /// <summary>The weights of an open GGUF file, which ends with the source.</summary>
    internal static IWeightSource Of(GgufModel model) => new GgufWeights(model);

    /// <summary>Fresh weights.</summary>
    /// <param name="shape">The network's shape.</param>
    /// <param name="seed">Decides the values.</param>
    public static IWeightSource Fresh(ModelOptions shape, ulong seed) => new FreshWeights(shape, seed);

    /// <summary>
    /// The weights of a language model under a scalar head of their own: zero, so that all values begin at 0, or normal numbers
    /// of a small deviation. With a head of zero the first update moves the head alone.
    /// </summary>
    /// <param name="language">The language model's weights; they remain their owner's.</param>
    /// <param name="headDeviation">The standard deviation of the head's weights.</param>
    /// <param name="seed">Decides the head's weights.</param>
    public static IWeightSource WithScalarHead(IWeightSource language, double headDeviation = 0, ulong seed = 0) =>
        new ScalarHeadWeights(language, headDeviation, seed);

    /// <summary>The same weights with all matrices in a block format, as far as rows are made of whole blocks; in q8_0 otherwise.</summary>
    /// <param name="weights">The weights; they remain their owner's.</param>
    /// <param name="type">A block format.</param>
    internal static IWeightSource InBlocks(IWeightSource weights, GgufTensorType type) => new BlockWeights(weights, type);

    /// <summary>Writes a network as a Hugging Face folder (without the tokenizer).</summary>
    /// <param name="weights">Its weights.</param>
    /// <param name="directory">The folder.</param>
    /// <param name="format">Number format and size of files; null writes F32, which alone loses nothing.</param>
    /// <remarks>A network with adapters is written with these added; they alone are what <see cref="Model.Adapters.PeftFolder"/> writes.</remarks>
    public static void Save(this IWeightSource weights, string directory, CheckpointFormat? format = null)
    {
        var merged = AdapterSources.Merged(weights);
        CheckpointWriter.Save(directory, merged.Shape, merged.Read, format);
    }

    sealed class FolderWeights(Checkpoint checkpoint) : IWeightSource
    {
        public ModelOptions Shape => checkpoint.Options;

        public WeightType Type => checkpoint.Type;

        public bool HasBfloat16Matrices => checkpoint.Layout.Tensors.Where(t => t.IsMatrix).All(t => checkpoint.Find(t).Entry.Type.Weight == WeightType.BF16);

        public void Read(ParameterTensor tensor, long first, Span<float> to) => checkpoint.Read(tensor, first, to);

        public void Dispose() => checkpoint.Dispose();
    }

    sealed class GgufWeights(GgufModel model) : IWeightSource
    {
        public ModelOptions Shape => model.Options;

        public WeightType Type => model.Type;

        public bool HasBfloat16Matrices => model.Layout.Tensors.Where(t => t.IsMatrix).All(t => model.TypeOf(t) == GgufTensorType.BF16);

        public void Read(ParameterTensor tensor, long first, Span<float> to) => model.Read(tensor, first, to);

        public GgufTensorType? BlocksOf(ParameterTensor tensor) => model.TypeOf(tensor) is var type && type.IsInBlocks() ? type : null;

        public void ReadStored(ParameterTensor tensor, int firstRow, Span<byte> to) => model.ReadStored(tensor, firstRow, to);

        public void Dispose() => model.Dispose();
    }

    sealed class FreshWeights : IWeightSource
    {
        readonly InitialWeights _initial;
        readonly Dictionary<string, int> _indices;

        public FreshWeights(ModelOptions shape, ulong seed)
        {
            var layout = new ParameterLayout(shape);
            (Shape, _initial) = (shape, new InitialWeights(shape, layout, seed));
            _indices = layout.Tensors.Select((tensor, index) => (tensor.Name, index)).ToDictionary(t => t.Name, t => t.index);
        }

        public ModelOptions Shape { get; }

        public WeightType Type => WeightType.F32;

        public bool HasBfloat16Matrices => false;

        public void Read(ParameterTensor tensor, long first, Span<float> to) => _initial.Fill(_indices[tensor.Name], first, to);

        public void Dispose() { }
    }

    sealed class BlockWeights(IWeightSource weights, GgufTensorType type) : IWeightSource
    {
        public ModelOptions Shape => weights.Shape;

        public WeightType Type => WeightType.F32;

        public bool HasBfloat16Matrices => false;

        public void Read(ParameterTensor tensor, long first, Span<float> to)
        {
            if (BlocksOf(tensor) is not { } blocks)
            {
                weights.Read(tensor, first, to);
                return;
            }
            int columns = tensor.Columns, from = (int)(first / columns), rows = (int)((first + to.Length + columns - 1) / columns) - from;
            byte[] bytes = new byte[blocks.ByteCount((long)rows * columns)];
            float[] values = new float[(long)rows * columns];
            ReadStored(tensor, from, bytes);
            GgufTensorCodec.Decode(blocks, bytes, values);
            values.AsSpan((int)(first - (long)from * columns), to.Length).CopyTo(to);
        }

        public GgufTensorType? BlocksOf(ParameterTensor tensor) =>
            tensor.IsMatrix ? tensor.Columns % type.BlockLength() == 0 ? type : GgufTensorType.Q8 : null;

        public void ReadStored(ParameterTensor tensor, int firstRow, Span<byte> to)
        {
            var blocks = BlocksOf(tensor)!.Value;
            float[] values = new float[to.Length / blocks.BlockBytes() * blocks.BlockLength()];
            weights.Read(tensor, (long)firstRow * tensor.Columns, values);
            GgufTensorCodec.Encode(blocks, values, to);
        }

        public void Dispose() { }
    }

    sealed class ScalarHeadWeights(IWeightSource language, double headDeviation, ulong seed) : IWeightSource
    {
        readonly IWeightSource _head = Fresh(language.Shape with { Output = OutputHead.Scalar, InitializerRange = headDeviation }, seed);

        public ModelOptions Shape { get; } = language.Shape with { Output = OutputHead.Scalar };

        public WeightType Type => language.Type;

        public bool HasBfloat16Matrices => false;

        public void Read(ParameterTensor tensor, long first, Span<float> to) => (tensor.Name == Shape.HeadTensor ? _head : language).Read(tensor, first, to);

        public void Dispose() => _head.Dispose();
    }
}
