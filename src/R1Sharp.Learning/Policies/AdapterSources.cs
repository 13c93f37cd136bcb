// Sources of weights with adapters: beside a base, and one with it.

using R1Sharp.Learning.Model;
using R1Sharp.Learning.Model.Adapters;
using R1Sharp.Learning.Model.Gguf;
using R1Sharp.Learning.Model.SafeTensors;

namespace R1Sharp.Learning.Policies;

/// <summary>Makes sources of weights with adapters.</summary>
static class AdapterSources
{
    /// <summary>The weights of a network with fresh adapters beside them, which change nothing at first.</summary>
    /// <param name="weights">The base; it remains its owner's.</param>
    /// <param name="options">Which adapters.</param>
    /// <param name="seed">Decides their values.</param>
    /// <exception cref="UserErrorException">A target is the name of none of its linear maps.</exception>
    public static IWeightSource WithFresh(IWeightSource weights, AdapterOptions options, ulong seed)
    {
        var shape = weights.Shape with { Adapter = AdapterShape.Of(options, weights.Shape) };
        var layout = ParameterLayout.OfLearned(shape);
        var initial = new InitialWeights(shape, layout, seed);
        var indices = layout.Tensors.Select((tensor, index) => (tensor.Name, index)).ToDictionary(t => t.Name, t => t.index);
        return new Beside(weights, shape, (tensor, first, to) =>
        {
            if (tensor.Name == shape.HeadTensor)
                weights.Read(tensor, first, to);
            else
                initial.Fill(indices[tensor.Name], first, to);
        });
    }

    /// <summary>The weights of a network with the adapters of a folder beside them.</summary>
    /// <param name="weights">The base; it remains its owner's.</param>
    /// <param name="adapters">The folder, opened for this base; it remains its owner's.</param>
    public static IWeightSource With(IWeightSource weights, PeftFolder adapters) => new Beside(weights, adapters.Shape, adapters.Read);

    /// <summary>The weights of a network as they are with its adapters added: W + s·B·A, in 32 bits.</summary>
    /// <param name="weights">The network; it remains its owner's.</param>
    public static IWeightSource Merged(IWeightSource weights) => weights.Shape.Adapter is null ? weights : new MergedWeights(weights);

    // A scalar head learns with the adapters, and is read with them where they have one.
    sealed class Beside(IWeightSource weights, ModelOptions shape, ParameterReader read) : IWeightSource
    {
        readonly HashSet<string> _own = [.. ParameterLayout.OfLearned(shape).Tensors.Select(t => t.Name)];

        public ModelOptions Shape => shape;

        public WeightType Type => weights.Type;

        public bool HasBfloat16Matrices => weights.HasBfloat16Matrices;

        public void Read(ParameterTensor tensor, long first, Span<float> to)
        {
            if (_own.Contains(tensor.Name))
                read(tensor, first, to);
            else
                weights.Read(tensor, first, to);
        }

        public GgufTensorType? BlocksOf(ParameterTensor tensor) => weights.BlocksOf(tensor);

        public void ReadStored(ParameterTensor tensor, int firstRow, Span<byte> to) => weights.ReadStored(tensor, firstRow, to);

        public void Dispose() { }
    }

    sealed class MergedWeights(IWeightSource weights) : IWeightSource
    {
        readonly IReadOnlyDictionary<string, ParameterTensor> _adapters = ParameterLayout.OfLearned(weights.Shape).ByName;
        readonly Dictionary<string, AdapterPlace> _places = weights.Shape.Adapter!.Places.ToDictionary(p => p.Module + ".weight");

        public ModelOptions Shape { get; } = weights.Shape with { Adapter = null };

        public WeightType Type => weights.Type;

        public bool HasBfloat16Matrices => false;

        public void Read(ParameterTensor tensor, long first, Span<float> to)
        {
            weights.Read(tensor, first, to);
            if (_places.TryGetValue(tensor.Name, out var place))
                Add(place, tensor.Columns, first, to);
        }

        // Σ over r in double precision, rounded once when it is added.
        void Add(AdapterPlace place, int columns, long first, Span<float> to)
        {
            float[] down = Of(place.Module + AdapterNames.Down, 0, (long)place.Rank * columns), up = new float[place.Rank];
            double scale = weights.Shape.Adapter!.ScaleOf(place);
            for (int i = 0; i < to.Length; i++)
            {
                long element = first + i;
                int column = (int)(element % columns);
                if (i == 0 || column == 0)
                    up = Of(place.Module + AdapterNames.Up, element / columns * place.Rank, place.Rank);
                double sum = 0;
                for (int r = 0; r < up.Length; r++)
                    sum += (double)up[r] * down[r * columns + column];
                to[i] = (float)(to[i] + scale * sum);
            }
        }

        float[] Of(string name, long first, long count)
        {
            float[] values = new float[count];
            weights.Read(_adapters[name + ".weight"], first, values);
            return values;
        }

        public void Dispose() { }
    }
}
