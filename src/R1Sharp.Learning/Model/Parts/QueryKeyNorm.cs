// RMSNorm of queries and keys before the rotary embedding, in place.

using R1Sharp.Numerics.Kernels;
using R1Sharp.Numerics.Memory;

namespace R1Sharp.Learning.Model.Parts;

/// <summary>Columns that are normalised together, with one weight for each of them: those of a head, or of several.</summary>
/// <param name="Query">Of the queries.</param>
/// <param name="Key">Of the keys.</param>
readonly record struct QueryKeyNormWidths(int Query, int Key);

/// <summary>The norm of queries and that of keys, each with a weight of its own.</summary>
sealed class QueryKeyNorm
{
    readonly double _epsilon;
    readonly int _queryColumns, _keyColumns;
    readonly ParameterGroup _queryWeight, _keyWeight;
    readonly RowBuffer _before, _queryInverseRms, _keyInverseRms;

    /// <param name="plan">Takes down what it needs.</param>
    /// <param name="heads">The heads.</param>
    /// <param name="widths">Columns that are normalised together.</param>
    public QueryKeyNorm(PartPlan plan, AttentionShape heads, QueryKeyNormWidths widths)
    {
        _epsilon = plan.Options.RmsNormEpsilon;
        (_queryColumns, _keyColumns) = (heads.HeadCount * heads.HeadSize, heads.KeyValueHeadCount * heads.HeadSize);
        _queryWeight = plan.NormWeights(new PartTensor("self_attn.q_norm", "attn_q_norm", widths.Query));
        _keyWeight = plan.NormWeights(new PartTensor("self_attn.k_norm", "attn_k_norm", widths.Key));
        _before = plan.Keep(_queryColumns + _keyColumns);
        (_queryInverseRms, _keyInverseRms) = (plan.Keep(_queryColumns / widths.Query), plan.Keep(_keyColumns / widths.Key));
    }

    /// <summary>Normalises queries and keys (the first columns of qkv) and keeps what they were.</summary>
    public void Forward(LayerPass pass, Matrix qkv)
    {
        var before = pass[_before];
        Forward(pass, _queryWeight, Queries(qkv), Queries(before), pass[_queryInverseRms]);
        Forward(pass, _keyWeight, Keys(qkv), Keys(before), pass[_keyInverseRms]);
        pass.Finished(StepParts.Norm);
    }

    /// <summary>The gradient at the normalised queries and keys becomes that at what they were.</summary>
    public void Backward(LayerPass pass, Matrix dQkv)
    {
        var before = pass[_before];
        Backward(pass, _queryWeight, Queries(dQkv), Queries(before), pass[_queryInverseRms]);
        Backward(pass, _keyWeight, Keys(dQkv), Keys(before), pass[_keyInverseRms]);
        pass.Finished(StepParts.Norm);
    }

    void Forward(LayerPass pass, ParameterGroup weight, Matrix heads, Matrix before, Matrix inverseRms) =>
        pass.Workspace.ShareRows(heads.Rows, NormLayer.ForwardFlops * heads.Columns, (first, count, _) => HeadRmsNorm.Forward(
            heads.RowRange(first, count), pass.Vector(weight), _epsilon, before.RowRange(first, count), inverseRms.RowRange(first, count)));

    // The weight's gradient is a sum over rows and heads: its columns are shared out. It needs what the gradient at the heads was.
    static void Backward(LayerPass pass, ParameterGroup weight, Matrix dHeads, Matrix before, Matrix inverseRms)
    {
        bool learns = pass.Learns(weight);
        if (learns && pass.Workspace.PiecesOf(NormLayer.BackwardFlops * dHeads.Rows * dHeads.Columns) == 1)
        {
            HeadRmsNorm.Backward(dHeads, before, pass.Vector(weight), inverseRms, pass.Gradient(weight).Row(0));
            return;
        }
        if (learns)
            pass.Workspace.ShareRows(pass.Vector(weight).Length, NormLayer.WeightFlops * dHeads.Rows * inverseRms.Columns, (first, count, _) =>
                HeadRmsNorm.BackwardWeight(dHeads, before, inverseRms, pass.Gradient(weight).Row(0).Slice(first, count), first), NormLayer.VectorColumns);
        pass.Workspace.ShareRows(dHeads.Rows, (NormLayer.BackwardFlops - NormLayer.WeightFlops) * dHeads.Columns, (first, count, _) =>
            HeadRmsNorm.BackwardInputs(dHeads.RowRange(first, count), before.RowRange(first, count), pass.Vector(weight), inverseRms.RowRange(first, count)));
    }

    Matrix Queries(Matrix qkv) => qkv.ColumnRange(0, _queryColumns);

    Matrix Keys(Matrix qkv) => qkv.ColumnRange(_queryColumns, _keyColumns);
}
