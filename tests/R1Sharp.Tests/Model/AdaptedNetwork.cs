using System.Text.Json.Nodes;
using R1Sharp.Learning.Model.Architectures;
using R1Sharp.Learning.Model.Parts;
using R1Sharp.Numerics.Memory;

namespace R1Sharp.Tests.Model;

/// <summary>Any architecture with an adapter of low rank beside each linear layer (LoRA, arXiv 2106.09685), which the program does not have.</summary>
sealed record AdaptedNetwork(ModelArchitecture Inner, int Rank) : ModelArchitecture
{
    internal override ArchitectureFormat Format => Inner.Format;

    internal override IReadOnlyList<IBranch> Branches(PartPlan plan, int layer) => Inner.Branches(plan, layer);

    internal override ILinear Linear(PartPlan plan, int inputs, bool hasBias, InitialValues initial, params ReadOnlySpan<PartTensor> outputs) =>
        new Adapted(plan, Inner.Linear(plan, inputs, hasBias, initial, outputs), inputs, outputs, Rank);

    internal override void WriteConfig(JsonObject json) => throw new NotSupportedException();

    /// <summary>y = layer(x) + x · Aᵀ · Bᵀ, with B zero at first.</summary>
    sealed class Adapted : ILinear
    {
        readonly ILinear _layer, _down, _up;
        readonly RowBuffer _hidden, _dHidden;

        public Adapted(PartPlan plan, ILinear layer, int inputs, ReadOnlySpan<PartTensor> outputs, int rank)
        {
            int width = 0;
            foreach (var output in outputs)
                width += output.Size;
            _layer = layer;
            _down = new LinearLayer(plan, inputs, false, InitialValues.Normal, new PartTensor(outputs[0].Name + ".lora_A", null, rank));
            _up = new LinearLayer(plan, rank, false, InitialValues.Zero, new PartTensor(outputs[0].Name + ".lora_B", null, width));
            (_hidden, _dHidden) = (plan.Keep(rank), plan.Scratch("dAdapter", rank));
        }

        public long Flops => _layer.Flops + _down.Flops + _up.Flops;

        public void Forward(LayerPass pass, Matrix x, Matrix y, bool accumulate)
        {
            _layer.Forward(pass, x, y, accumulate);
            _down.Forward(pass, x, pass[_hidden]);
            _up.Forward(pass, pass[_hidden], y, accumulate: true);
        }

        public void Backward(LayerPass pass, Matrix x, Matrix dY, Matrix dX, bool accumulate)
        {
            _layer.Backward(pass, x, dY, dX, accumulate);
            _up.Backward(pass, pass[_hidden], dY, pass[_dHidden]);
            _down.Backward(pass, x, pass[_dHidden], dX, accumulate: true);
        }
    }
}
