using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Functional = TorchSharp.torch.nn.functional;

namespace TorchPeer;

/// <summary>
/// A Qwen2-style decoder in PyTorch eager: RMSNorm, rotary positions, grouped queries, SwiGLU, a tied head.
/// </summary>
/// <remarks>
/// Written as a good engineer writes it without kernels of his own: one product for queries, keys and values, one for gate
/// and up, scaled_dot_product_attention. Rotation works on pairs of neighbours as complex numbers, as in Llama's reference;
/// <see cref="Load"/> reorders the rows of a Hugging Face checkpoint for it. Sampling runs in script.py on the same weights.
/// </remarks>
internal sealed class Transformer
{
    private readonly Shape _shape;
    private readonly Layer[] _layers;
    private readonly Embedding _tokens;
    private readonly Parameter _norm;
    private readonly Tensor _rotations;

    public Shape Shape => _shape;

    public Transformer(Shape shape, int positions = 1024, double theta = 10_000, double epsilon = 1e-6)
    {
        _shape = shape;
        _tokens = nn.Embedding(shape.Vocabulary, shape.Hidden);
        _tokens.weight = Matrix(shape.Vocabulary, shape.Hidden);
        _layers = [.. Enumerable.Range(0, shape.Layers).Select(_ => new Layer(shape, epsilon))];
        _norm = new Parameter(ones(shape.Hidden));
        Epsilon = epsilon;
        using var scope = NewDisposeScope();
        var frequencies = pow(theta, arange(0, shape.HeadSize, 2, ScalarType.Float64).div(-shape.HeadSize));
        var angles = outer(arange(positions, dtype: ScalarType.Float64), frequencies);
        _rotations = polar(ones_like(angles), angles).to(ScalarType.ComplexFloat32).unsqueeze(1).MoveToOuterDisposeScope();
    }

    public double Epsilon { get; }

    private Parameter Head => _tokens.weight!;

    public IReadOnlyList<Parameter> Parameters => [Head, .. _layers.SelectMany(layer => layer.Parameters), _norm];

    public long ParameterCount => Parameters.Sum(parameter => parameter.numel());

    public Tensor Embedding => Head;

    /// <summary>The turns of all positions [positions, 1, head size / 2], as complex numbers.</summary>
    public Tensor Rotations => _rotations;

    /// <summary>The weights as script.py takes them: norms and the scale of the scores are in the matrices.</summary>
    public Tensor[] SamplingWeights() => [.. _layers.SelectMany(layer => layer.SamplingWeights()), Head * _norm];

    /// <summary>Hidden states [rows, tokens, hidden] after the last norm.</summary>
    public Tensor HiddenStates(Tensor tokens)
    {
        var rotations = _rotations.narrow(0, 0, tokens.shape[1]);
        var x = _tokens.forward(tokens);
        foreach (var layer in _layers) x = layer.Forward(x, rotations);
        return Normalize(x, _norm, Epsilon);
    }

    public Tensor Logits(Tensor hidden) => Functional.linear(hidden, Head);

    /// <summary>Takes the weights of a Hugging Face Qwen2 checkpoint.</summary>
    public void Load(IReadOnlyDictionary<string, Tensor> weights)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        Head.copy_(weights["model.embed_tokens.weight"]);
        _norm.copy_(weights["model.norm.weight"]);
        for (var i = 0; i < _layers.Length; i++) _layers[i].Load(name => weights[$"model.layers.{i}.{name}"]);
    }

    private static Parameter Matrix(long rows, long columns) => new(randn(rows, columns).mul_(0.02));

    private static Tensor Normalize(Tensor x, Tensor weight, double epsilon) =>
        x * linalg.vector_norm(x, 2, [-1], keepdim: true).square().mul_(1.0 / x.shape[^1]).add_(epsilon).rsqrt() * weight;

    private sealed class Layer(Shape shape, double epsilon)
    {
        private readonly Parameter _attentionNorm = new(ones(shape.Hidden));
        private readonly Parameter _projection = Matrix(shape.Hidden + 2 * shape.KvHeads * shape.HeadSize, shape.Hidden);
        private readonly Parameter _bias = new(zeros(shape.Hidden + 2 * shape.KvHeads * shape.HeadSize));
        private readonly Parameter _output = Matrix(shape.Hidden, shape.Hidden);
        private readonly Parameter _feedForwardNorm = new(ones(shape.Hidden));
        private readonly Parameter _gateAndUp = Matrix(2 * shape.Ffn, shape.Hidden);
        private readonly Parameter _down = Matrix(shape.Hidden, shape.Ffn);

        public Parameter[] Parameters => [_attentionNorm, _projection, _bias, _output, _feedForwardNorm, _gateAndUp, _down];

        public Tensor[] SamplingWeights()
        {
            var scale = ones(_projection.shape[0]);
            scale.narrow(0, 0, shape.Heads * shape.HeadSize).fill_(1 / Math.Sqrt(shape.HeadSize));
            return [_projection * _attentionNorm * scale.unsqueeze(1), _bias * scale, _output.t(), _gateAndUp * _feedForwardNorm, _down.t()];
        }

        public Tensor Forward(Tensor x, Tensor rotations)
        {
            x = x + Attend(Normalize(x, _attentionNorm, epsilon), rotations);
            var parts = Functional.linear(Normalize(x, _feedForwardNorm, epsilon), _gateAndUp).chunk(2, -1);
            return x + Functional.linear(Functional.silu(parts[0]) * parts[1], _down);
        }

        private Tensor Attend(Tensor x, Tensor rotations)
        {
            var (rows, tokens, group) = (x.shape[0], x.shape[1], shape.Heads / shape.KvHeads);
            var projected = Functional.linear(x, _projection, _bias).view(rows, tokens, -1, shape.HeadSize);
            var parts = projected.split([shape.Heads + shape.KvHeads, shape.KvHeads], 2);
            var rotated = Rotate(parts[0], rotations).split([shape.Heads, shape.KvHeads], 2);
            var (q, k, v) = (rotated[0].transpose(1, 2), rotated[1].transpose(1, 2), parts[1].transpose(1, 2));
            // From .NET, unlike from Python, grouped queries are not to be had: keys and values are repeated.
            (k, v) = (k.repeat_interleave(group, 1), v.repeat_interleave(group, 1));
            var mixed = Functional.scaled_dot_product_attention(q, k, v, is_casual: true).transpose(1, 2).reshape(rows, tokens, shape.Hidden);
            return Functional.linear(mixed, _output);
        }

        private static Tensor Rotate(Tensor x, Tensor rotations)
        {
            var (rows, tokens, heads, size) = (x.shape[0], x.shape[1], x.shape[2], x.shape[3]);
            var pairs = x.reshape(rows, tokens, heads, size / 2, 2).view_as_complex();
            return (pairs * rotations).view_as_real().view(rows, tokens, heads, size);
        }

        public void Load(Func<string, Tensor> weight)
        {
            _attentionNorm.copy_(weight("input_layernorm.weight"));
            _projection.copy_(cat([Neighbours(weight("self_attn.q_proj.weight")), Neighbours(weight("self_attn.k_proj.weight")), weight("self_attn.v_proj.weight")]));
            _bias.copy_(cat([Neighbours(weight("self_attn.q_proj.bias")), Neighbours(weight("self_attn.k_proj.bias")), weight("self_attn.v_proj.bias")]));
            _output.copy_(weight("self_attn.o_proj.weight"));
            _feedForwardNorm.copy_(weight("post_attention_layernorm.weight"));
            _gateAndUp.copy_(cat([weight("mlp.gate_proj.weight"), weight("mlp.up_proj.weight")]));
            _down.copy_(weight("mlp.down_proj.weight"));
        }

        /// <summary>Element i and its partner half a head further on become neighbours.</summary>
        private Tensor Neighbours(Tensor rows) =>
            rows.reshape([-1, 2, shape.HeadSize / 2, rows.numel() / rows.shape[0]]).transpose(1, 2).reshape(rows.shape);
    }
}
