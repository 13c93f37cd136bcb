// Linear maps with adapters beside them. Maps that are read together (query, key, value) have one A each, one below the other, so that x
// is read once, and one B each:
//
//   y = W·x,   u = s·A·x,   y += B·u
//   dB += dyᵀ·u,   du = s·dy·B,   dA += duᵀ·x,   dx += du·A

using R1Sharp.Learning.Model.Adapters;
using R1Sharp.Numerics.Kernels;
using R1Sharp.Numerics.Memory;
using R1Sharp.Numerics.Parallelism;

namespace R1Sharp.Learning.Model.Parts;

/// <summary>A linear layer of which some maps, or all, have adapters.</summary>
sealed class AdaptedLinear : ILinear
{
    readonly ILinear _layer;
    readonly ParameterGroup _down;
    readonly Up[] _ups;
    readonly RowBuffer _low, _dLow;

    /// <param name="plan">Takes down the adapters.</param>
    /// <param name="layer">The maps themselves.</param>
    /// <param name="inputs">Columns of x.</param>
    /// <param name="places">Where adapters stand, with the outputs of each map in y.</param>
    /// <param name="shape">Says how much each counts.</param>
    public AdaptedLinear(
        PartPlan plan, ILinear layer, int inputs, IReadOnlyList<(PartTensor Map, int FirstOutput, AdapterPlace Place)> places, AdapterShape shape)
    {
        _layer = layer;
        _down = plan.Adapters(inputs, InitialValues.UniformByInputs,
            [.. places.Select(p => new PartTensor(p.Map.Name + AdapterNames.Down, null, p.Place.Rank))]);
        _ups = new Up[places.Count];
        int rank = 0;
        for (int i = 0; i < _ups.Length; i++)
        {
            var (map, first, place) = places[i];
            _ups[i] = new(plan.Adapters(place.Rank, InitialValues.Zero, new PartTensor(map.Name + AdapterNames.Up, null, map.Size)), first, map.Size,
                rank, place.Rank, shape.ScaleOf(place));
            rank += place.Rank;
        }
        (_low, _dLow) = (plan.Keep(rank), plan.Scratch("dAdapter", rank));
    }

    /// <inheritdoc/>
    public long Flops => _layer.Flops + 2 * _down.Length + 2 * _ups.Sum(up => up.Weights.Length);

    /// <inheritdoc/>
    public void Forward(LayerPass pass, Matrix x, Matrix y, bool accumulate = false)
    {
        _layer.Forward(pass, x, y, accumulate);
        if (!pass.HasAdapters)
            return;
        Add(pass.Panels, x, y, pass[_low], pass.Workspace);
        pass.Finished(StepParts.Adapters);
    }

    /// <summary>Adds what the adapters give to some rows of a pass over another network of this shape.</summary>
    /// <param name="pass">The pass.</param>
    /// <param name="adapters">Their values.</param>
    /// <param name="x">The rows' inputs.</param>
    /// <param name="y">Their outputs, to which is added.</param>
    public void AddTo(LayerPass pass, AdapterWeights adapters, Matrix x, Matrix y) =>
        Add(group => adapters[group], x, y, pass.Low(x.Rows, _low.Columns), pass.Workspace);

    void Add(Func<ParameterGroup, PackedLinear> panels, Matrix x, Matrix y, Matrix low, Workspace workspace)
    {
        MatMul.Multiply(x, panels(_down).Forward, low, workspace);
        foreach (var up in _ups)
        {
            up.Ranks(low).Scale(up.Scale);
            MatMul.Multiply(up.Ranks(low), panels(up.Weights).Forward, up.Outputs(y), workspace, accumulate: true);
        }
    }

    /// <inheritdoc/>
    public void Backward(LayerPass pass, Matrix x, Matrix dY, Matrix dX, bool accumulate = false)
    {
        _layer.Backward(pass, x, dY, dX, accumulate);
        Matrix low = pass[_low], dLow = pass[_dLow];
        foreach (var up in _ups)
        {
            MatMul.AddWeightGradient(up.Outputs(dY), up.Ranks(low), pass.Gradient(up.Weights), pass.Workspace);
            pass.Panels(up.Weights).TowardsInputs(up.Outputs(dY), up.Ranks(dLow), pass.Workspace);
            up.Ranks(dLow).Scale(up.Scale);
        }
        MatMul.AddWeightGradient(dLow, x, pass.Gradient(_down), pass.Workspace);
        pass.Panels(_down).TowardsInputs(dLow, dX, pass.Workspace, accumulate: true);
        pass.Finished(StepParts.Adapters);
    }

    /// <summary>One map's B, with its place among the outputs and among the rows of all A.</summary>
    readonly record struct Up(ParameterGroup Weights, int FirstOutput, int OutputCount, int FirstRank, int Rank, float Scale)
    {
        public Matrix Outputs(Matrix y) => y.ColumnRange(FirstOutput, OutputCount);

        public Matrix Ranks(Matrix low) => low.ColumnRange(FirstRank, Rank);
    }
}
