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
        HeadRmsNorm.Forward(Queries(qkv), pass.Vector(_queryWeight), _epsilon, Queries(before), pass[_queryInverseRms]);
        HeadRmsNorm.Forward(Keys(qkv), pass.Vector(_keyWeight), _epsilon, Keys(before), pass[_keyInverseRms]);
        pass.Finished(StepParts.Norm);
    }

    /// <summary>The gradient at the normalised queries and keys becomes that at what they were.</summary>
    public void Backward(LayerPass pass, Matrix dQkv)
    {
        var before = pass[_before];
        HeadRmsNorm.Backward(Queries(dQkv), Queries(before), pass.Vector(_queryWeight), pass[_queryInverseRms], pass.Gradient(_queryWeight).Row(0));
        HeadRmsNorm.Backward(Keys(dQkv), Keys(before), pass.Vector(_keyWeight), pass[_keyInverseRms], pass.Gradient(_keyWeight).Row(0));
        pass.Finished(StepParts.Norm);
    }

    Matrix Queries(Matrix qkv) => qkv.ColumnRange(0, _queryColumns);

    Matrix Keys(Matrix qkv) => qkv.ColumnRange(_queryColumns, _keyColumns);
}
