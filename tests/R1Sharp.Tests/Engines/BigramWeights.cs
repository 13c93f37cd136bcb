using System.Numerics;
using R1Sharp.Learning.Model;
using R1Sharp.Learning.Model.SafeTensors;
using R1Sharp.Learning.Policies;

namespace R1Sharp.Tests.Engines;

/// <summary>All tensors of a network, of which the embedding and the head are used and learned.</summary>
sealed class BigramWeights : IWeightSource
{
    readonly Dictionary<string, float[]> _tensors = [];

    public BigramWeights(IWeightSource source)
    {
        Shape = source.Shape;
        foreach (var tensor in new ParameterLayout(Shape).Tensors)
            source.Read(tensor, 0, _tensors[tensor.Name] = new float[tensor.Length]);
        (Embedding, Head) = (_tensors["model.embed_tokens.weight"], _tensors[Shape.HeadTensor]);
        (DEmbedding, DHead) = (new float[Embedding.Length], Head == Embedding ? [] : new float[Head.Length]);
        if (Head == Embedding)
            DHead = DEmbedding;
    }

    public ModelOptions Shape { get; }

    public WeightType Type => WeightType.F32;

    public bool HasBfloat16Matrices => false;

    /// <summary>E, V x C.</summary>
    public float[] Embedding { get; }

    /// <summary>H, V x C, or 1 x C.</summary>
    public float[] Head { get; }

    /// <summary>∂loss/∂E.</summary>
    public float[] DEmbedding { get; }

    /// <summary>∂loss/∂H.</summary>
    public float[] DHead { get; }

    public void Read(ParameterTensor tensor, long first, Span<float> to) => _tensors[tensor.Name].AsSpan((int)first, to.Length).CopyTo(to);

    public void Dispose() { }

    /// <summary>What the next token depends on.</summary>
    public float[] State(int last, int? before)
    {
        int width = Shape.HiddenSize;
        float[] state = Embedding[(last * width)..((last + 1) * width)];
        for (int c = 0; before is { } token && c < width; c++)
            state[c] += 0.5f * Embedding[token * width + c];
        return state;
    }

    /// <summary>Products of a state with the rows of the head.</summary>
    public float[] Outputs(float[] state)
    {
        int width = Shape.HiddenSize;
        var outputs = new float[Head.Length / width];
        for (int j = 0; j < outputs.Length; j++)
            outputs[j] = Dot(state, Head.AsSpan(j * width, width));
        return outputs;
    }

    /// <summary>Adds the gradient of Σ dOutputs · outputs.</summary>
    public void Backward(int last, int? before, float[] dOutputs)
    {
        int width = Shape.HiddenSize;
        float[] state = State(last, before), dState = new float[width];
        for (int j = 0; j < dOutputs.Length; j++)
        {
            Add(dOutputs[j], Head.AsSpan(j * width, width), dState);
            Add(dOutputs[j], state, DHead.AsSpan(j * width, width));
        }
        for (int c = 0; c < width; c++)
        {
            DEmbedding[last * width + c] += dState[c];
            if (before is { } token)
                DEmbedding[token * width + c] += 0.5f * dState[c];
        }
    }

    /// <summary>Gradient descent; returns the gradient's norm.</summary>
    public double Update(double learningRate)
    {
        (float[] Values, float[] Gradient)[] learned = Head == Embedding ? [(Embedding, DEmbedding)] : [(Embedding, DEmbedding), (Head, DHead)];
        double norm = Math.Sqrt(learned.Sum(l => l.Gradient.Sum(g => (double)g * g)));
        foreach (var (values, gradient) in learned)
        {
            for (int i = 0; double.IsFinite(norm) && i < values.Length; i++)
                values[i] -= (float)(learningRate * gradient[i]);
            Array.Clear(gradient);
        }
        return norm;
    }

    /// <summary>Takes the values of another network of this shape.</summary>
    public void CopyFrom(BigramWeights other)
    {
        foreach (var (name, values) in other._tensors)
            values.CopyTo(_tensors[name], 0);
    }

    /// <summary>share · these + (1 − share) · others.</summary>
    public BigramWeights Mixed(BigramWeights others, double share)
    {
        var mixed = new BigramWeights(this);
        foreach (var (name, values) in mixed._tensors)
            for (int i = 0; i < values.Length; i++)
                values[i] = (float)(share * values[i] + (1 - share) * others._tensors[name][i]);
        return mixed;
    }

    static float Dot(ReadOnlySpan<float> x, ReadOnlySpan<float> y)
    {
        var sum = Vector<float>.Zero;
        int c = 0;
        for (; c + Vector<float>.Count <= x.Length; c += Vector<float>.Count)
            sum += new Vector<float>(x[c..]) * new Vector<float>(y[c..]);
        float rest = Vector.Sum(sum);
        for (; c < x.Length; c++)
            rest += x[c] * y[c];
        return rest;
    }

    static void Add(float weight, ReadOnlySpan<float> x, Span<float> to)
    {
        for (int c = 0; c < x.Length; c++)
            to[c] += weight * x[c];
    }

    public string? FindNotFinite() => _tensors.FirstOrDefault(t => t.Value.Any(v => !float.IsFinite(v))).Key;
}
