// RMSNorm of queries and keys before the rotary embedding, in place.

using R1Sharp.Numerics.Kernels;
using R1Sharp.Numerics.Memory;

namespace R1Sharp.Learning.Model.Parts;

/// <summary>What is normalised together.</summary>
enum QueryKeyNorms
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Each head by itself; all heads share one weight of D elements (Qwen3).</summary>
    EachHead,
}

/// <summary>The norm of queries and that of keys, each with a weight of its own.</summary>
sealed class QueryKeyNorm
{
    readonly double _epsilon;
    readonly int _queryColumns, _keyColumns;
    readonly ParameterGroup _queryWeight, _keyWeight;
    readonly RowBuffer _before, _queryInverseRms, _keyInverseRms;

    /// <param name="plan">Takes down what it needs.</param>
    /// <param name="heads">The heads.</param>
    /// <param name="width">Columns that are normalised together, of a matrix of so many.</param>
    public QueryKeyNorm(PartPlan plan, AttentionShape heads, Func<int, int> width)
    {
        _epsilon = plan.Options.RmsNormEpsilon;
        (_queryColumns, _keyColumns) = (heads.HeadCount * heads.HeadSize, heads.KeyValueHeadCount * heads.HeadSize);
        _queryWeight = plan.NormWeights(new PartTensor("self_attn.q_norm", "attn_q_norm", width(_queryColumns)));
        _keyWeight = plan.NormWeights(new PartTensor("self_attn.k_norm", "attn_k_norm", width(_keyColumns)));
        _before = plan.Keep(_queryColumns + _keyColumns);
        (_queryInverseRms, _keyInverseRms) = (plan.Keep(_queryColumns / width(_queryColumns)), plan.Keep(_keyColumns / width(_keyColumns)));
    }

    /// <summary>Those of an attention layer; null where it has none.</summary>
    public static QueryKeyNorm? Of(PartPlan plan, AttentionShape heads, QueryKeyNorms norms) => norms switch
    {
        QueryKeyNorms.EachHead => new(plan, heads, _ => heads.HeadSize),
        _ => null,
    };

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
