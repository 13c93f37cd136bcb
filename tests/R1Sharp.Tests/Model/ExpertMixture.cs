using System.Text.Json.Nodes;
using R1Sharp.Learning.Model.Architectures;
using R1Sharp.Learning.Model.Parts;
using R1Sharp.Numerics.Kernels;
using R1Sharp.Numerics.Memory;

namespace R1Sharp.Tests.Model;

/// <summary>Llama's attention over a mixture of experts: a part that the program does not have.</summary>
sealed record ExpertNetwork(int ExpertCount, int ExpertWidth) : ModelArchitecture
{
    internal override ArchitectureFormat Format => Llama.Files;

    internal override IReadOnlyList<IBranch> Branches(PartPlan plan, int layer) =>
    [
        new PreNormBranch(plan, new(plan, "input_layernorm", "attn_norm"), new GroupedAttention(plan, layer, new())),
        new PreNormBranch(plan, new(plan, "post_attention_layernorm", "ffn_norm"), new ExpertMixture(plan, ExpertCount, ExpertWidth)),
    ];

    internal override void WriteConfig(JsonObject json) => throw new NotSupportedException();
}

/// <summary>y = Σ_e p_e · expert_e(x) with p = softmax(x · Wᵀ), all experts at work.</summary>
sealed class ExpertMixture(PartPlan plan, int count, int width) : IPart
{
    readonly ILinear _router = plan.Linear(plan.Options.HiddenSize, false, InitialValues.Normal, new PartTensor("mlp.gate", "ffn_gate_inp", count));
    readonly RowBuffer _shares = plan.Keep(count), _dShares = plan.Scratch("dShares", count), _dOutput = plan.Scratch("dOutput", plan.Options.HiddenSize);
    readonly Expert[] _experts = [.. Enumerable.Range(0, count).Select(e => new Expert(plan, e, width))];

    public long Flops(int seen) => _router.Flops + _experts.Sum(e => e.Flops);

    public void Forward(LayerPass pass, Matrix x, Matrix y, bool accumulate)
    {
        var shares = pass[_shares];
        _router.Forward(pass, x, shares);
        for (int row = 0; row < shares.Rows; row++)
            Softmax(shares.Row(row));
        if (!accumulate)
            y.Clear();
        for (int e = 0; e < count; e++)
        {
            var output = _experts[e].Forward(pass, x);
            for (int row = 0; row < y.Rows; row++)
                for (int i = 0; i < y.Columns; i++)
                    y[row, i] += shares[row, e] * output[row, i];
        }
    }

    public void Backward(LayerPass pass, Matrix x, Matrix dY, Matrix dX, bool accumulate)
    {
        var (shares, dShares, dOutput) = (pass[_shares], pass[_dShares], pass[_dOutput]);
        for (int e = 0; e < count; e++)
        {
            var output = _experts[e].Output(pass);
            for (int row = 0; row < dY.Rows; row++)
            {
                dShares[row, e] = 0;
                for (int i = 0; i < dY.Columns; i++)
                {
                    dShares[row, e] += dY[row, i] * output[row, i];
                    dOutput[row, i] = shares[row, e] * dY[row, i];
                }
            }
            _experts[e].Backward(pass, x, dOutput, dX, accumulate || e > 0);
        }
        for (int row = 0; row < dY.Rows; row++)
            SoftmaxBackward(shares.Row(row), dShares.Row(row));
        _router.Backward(pass, x, dShares, dX, accumulate: true);
    }

    static void Softmax(Span<float> row)
    {
        float max = float.MinValue, sum = 0;
        foreach (float logit in row)
            max = Math.Max(max, logit);
        foreach (ref float logit in row)
            sum += logit = MathF.Exp(logit - max);
        foreach (ref float share in row)
            share /= sum;
    }

    static void SoftmaxBackward(ReadOnlySpan<float> p, Span<float> dp)
    {
        float mean = 0;
        for (int i = 0; i < p.Length; i++)
            mean += p[i] * dp[i];
        for (int i = 0; i < p.Length; i++)
            dp[i] = p[i] * (dp[i] - mean);
    }

    /// <summary>One expert, with buffers of its own.</summary>
    sealed class Expert(PartPlan plan, int index, int width)
    {
        readonly ILinear _gateUp = plan.Linear(plan.Options.HiddenSize, false, InitialValues.Normal,
            new PartTensor($"mlp.experts.{index}.gate_proj", null, width), new PartTensor($"mlp.experts.{index}.up_proj", null, width));

        readonly ILinear _down = plan.Linear(width, false, InitialValues.IntoResidual, new PartTensor($"mlp.experts.{index}.down_proj", null, plan.Options.HiddenSize));

        readonly RowBuffer _gatesUps = plan.Keep(2 * width), _activated = plan.Keep(width), _output = plan.Keep(plan.Options.HiddenSize);
        readonly RowBuffer _dGatesUps = plan.Scratch("dGatesUps", 2 * width), _dActivated = plan.Scratch("dActivated", width);

        public long Flops => _gateUp.Flops + _down.Flops;

        public Matrix Output(LayerPass pass) => pass[_output];

        public Matrix Forward(LayerPass pass, Matrix x)
        {
            _gateUp.Forward(pass, x, pass[_gatesUps]);
            SwiGlu.Forward(pass[_gatesUps], pass[_activated]);
            _down.Forward(pass, pass[_activated], pass[_output]);
            return pass[_output];
        }

        public void Backward(LayerPass pass, Matrix x, Matrix dOutput, Matrix dX, bool accumulate)
        {
            _down.Backward(pass, pass[_activated], dOutput, pass[_dActivated]);
            SwiGlu.Backward(pass[_dActivated], pass[_gatesUps], pass[_dGatesUps]);
            _gateUp.Backward(pass, x, pass[_dGatesUps], dX, accumulate);
        }
    }
}
