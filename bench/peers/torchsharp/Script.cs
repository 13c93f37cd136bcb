using TorchSharp;
using static TorchSharp.torch;

namespace TorchPeer;

/// <summary>The functions of script.py.</summary>
internal static class Script
{
    private static readonly jit.CompilationUnit s_unit = Compiled();

    /// <summary>So many completions of each prompt [rows, tokens] at temperature 1, with the log-probability of every token.</summary>
    public static (Tensor Tokens, Tensor LogProbs) Sample(Transformer model, Tensor prompts, int samples, int newTokens)
    {
        using var off = inference_mode();
        using var all = NewDisposeScope();
        var shape = model.Shape;
        var result = (Tensor[])s_unit.invoke("sample", prompts, samples, newTokens, model.Embedding, model.SamplingWeights(), model.Rotations,
            shape.Layers, shape.Heads, shape.KvHeads, model.Epsilon)!;
        return (result[0].MoveToOuterDisposeScope(), result[1].MoveToOuterDisposeScope());
    }

    /// <summary>Clips the gradients to norm 1, takes a step and forgets them.</summary>
    public sealed class AdamW(IReadOnlyList<Tensor> parameters, double rate, double decay)
    {
        private readonly Tensor[] _means = [.. parameters.Select(p => zeros(p.shape))], _squares = [.. parameters.Select(p => zeros(p.shape))];
        private readonly Tensor[] _steps = [.. parameters.Select(_ => zeros(1))];

        public void Step()
        {
            using var off = no_grad();
            using var scope = NewDisposeScope();
            foreach (var step in _steps) step.add_(1);
            Tensor[] gradients = [.. parameters.Select(p => p.grad!)];
            s_unit.invoke("adamw", parameters.ToArray(), gradients, _means, _squares, Array.Empty<Tensor>(), _steps, rate, decay);
            foreach (var parameter in parameters) parameter.grad = null;
        }
    }

    private static jit.CompilationUnit Compiled()
    {
        using var reader = new StreamReader(typeof(Script).Assembly.GetManifestResourceStream("script.py")!);
        return jit.compile(reader.ReadToEnd());
    }
}
