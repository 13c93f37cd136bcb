// The network: forward, and its mirror image backward.
//
//   x ← embedding(tokens)
//   each layer:  x ← x + attention(rope(qkv(norm(x)))) · Woᵀ
//                x ← x + swiglu(norm(x) · [Wg; Wu]ᵀ) · Wdᵀ
//   hidden = norm(x), logits = hidden · Wheadᵀ
//
// Each product may have a bias, and each head of queries and keys a norm before the rotary embedding.
//
// Gradients of weights accumulate (+=), gradients of activations overwrite (=); the residual stream's gradient is the one
// exception: each branch adds to it.

using System.Runtime.InteropServices;
using R1Sharp.Numerics.Kernels;
using R1Sharp.Numerics.Memory;

namespace R1Sharp.Learning.Model;

/// <summary>A decoder-only transformer over packed rows. Holds no weights' memory of its own and no state between calls.</summary>
sealed class Transformer(ModelOptions options, Weights weights, PackedWeights packed, RopeTable rope)
{
    readonly AttentionShape[] _heads =
    [
        .. Enumerable.Range(0, options.LayerCount).Select(l => new AttentionShape(options.HeadCount, options.KeyValueHeadCount, options.HeadSize) { Window = options.WindowOf(l) }),
    ];

    /// <summary>Hidden states of the rows that predict targets, R x C, left in activations.Gathered.</summary>
    public Matrix Forward(TokenBatch batch, Activations activations, Workspace workspace)
    {
        int rows = batch.Tokens.Length;
        packed.Embed(batch.Tokens, activations.Inputs[0].Rows(rows));
        workspace.Finished(StepParts.Embedding);
        for (int layer = 0; layer < options.LayerCount; layer++)
            ForwardLayer(layer, batch, activations, workspace);
        var final = activations.FinalNormed.Rows(rows);
        RmsNorm.Forward(activations.Inputs[^1].Rows(rows), weights.FinalNorm.Row(0), options.RmsNormEpsilon, final, Column(activations.FinalInverseRms, rows));
        workspace.Finished(StepParts.Norm);
        var gathered = activations.Gathered.Rows(batch.TargetRows.Length);
        for (int i = 0; i < batch.TargetRows.Length; i++)
            final.Row(batch.TargetRows[i]).CopyTo(gathered.Row(i));
        return gathered;
    }

    void ForwardLayer(int layer, TokenBatch batch, Activations activations, Workspace workspace)
    {
        int rows = batch.Tokens.Length;
        var kept = activations.Layers[layer];
        var input = activations.Inputs[layer].Rows(rows);
        var qkv = ForwardQkv(layer, input, batch.Positions, kept, workspace);
        var attended = kept.Attended.Rows(rows);
        Attention.Forward(_heads[layer], qkv, batch.SequenceStarts, attended, kept.RowMax.Rows(rows), kept.RowSum.Rows(rows), workspace);
        workspace.Finished(StepParts.AttentionForward);
        ForwardRest(layer, input, attended, kept, activations.Inputs[layer + 1].Rows(rows), workspace);
    }

    /// <summary>Norm, projection, bias and rotation: what comes before attention.</summary>
    Matrix ForwardQkv(int layer, Matrix input, ReadOnlySpan<int> positions, LayerActivations kept, Workspace workspace)
    {
        var w = weights.Layers[layer];
        var normed = kept.Normed.Rows(input.Rows);
        var qkv = kept.Qkv.Rows(input.Rows);
        RmsNorm.Forward(input, w.InputNorm.Row(0), options.RmsNormEpsilon, normed, Column(kept.InverseRms, input.Rows));
        workspace.Finished(StepParts.Norm);
        MatMul.Multiply(normed, packed.Layers[layer].Qkv.Forward, qkv, workspace);
        workspace.Finished(StepParts.ProductForward);
        if (options.AttentionBias)
            MatMul.AddBias(qkv, w.QkvBias.Row(0));
        if (options.HeadNorm)
            NormHeads(qkv, w, kept, workspace);
        Rope.Forward(RotatedColumns(qkv), positions, rope);
        workspace.Finished(StepParts.Rope);
        return qkv;
    }

    /// <summary>The norm of each head of queries and keys, in place; what they were is kept for the backward pass.</summary>
    void NormHeads(Matrix qkv, in LayerWeights w, LayerActivations kept, Workspace workspace)
    {
        var before = kept.HeadsBefore.Rows(qkv.Rows);
        var inverse = kept.HeadInverseRms.Rows(qkv.Rows);
        HeadRmsNorm.Forward(QueryColumns(qkv), w.QueryNorm.Row(0), options.RmsNormEpsilon, QueryColumns(before), inverse.ColumnRange(0, options.HeadCount));
        HeadRmsNorm.Forward(KeyColumns(qkv), w.KeyNorm.Row(0), options.RmsNormEpsilon, KeyColumns(before), inverse.ColumnRange(options.HeadCount, options.KeyValueHeadCount));
        workspace.Finished(StepParts.Norm);
    }

    /// <summary>Output projection and feed-forward: what comes after attention.</summary>
    void ForwardRest(int layer, Matrix input, Matrix attended, LayerActivations kept, Matrix output, Workspace workspace)
    {
        var w = weights.Layers[layer];
        var p = packed.Layers[layer];
        int rows = input.Rows;
        var middle = kept.Middle.Rows(rows);
        var normed = kept.MiddleNormed.Rows(rows);
        var gateUp = kept.GateUp.Rows(rows);
        var activated = kept.Activated.Rows(rows);
        middle.CopyFrom(input);
        MatMul.Multiply(attended, p.Output.Forward, middle, workspace, accumulate: true);
        if (options.OutputBias)
            MatMul.AddBias(middle, w.OutputBias.Row(0));
        workspace.Finished(StepParts.ProductForward);
        RmsNorm.Forward(middle, w.FeedForwardNorm.Row(0), options.RmsNormEpsilon, normed, Column(kept.MiddleInverseRms, rows));
        workspace.Finished(StepParts.Norm);
        MatMul.Multiply(normed, p.GateUp.Forward, gateUp, workspace);
        if (options.FeedForwardBias)
            MatMul.AddBias(gateUp, w.GateUpBias.Row(0));
        workspace.Finished(StepParts.ProductForward);
        SwiGlu.Forward(gateUp, activated);
        workspace.Finished(StepParts.SwiGlu);
        output.CopyFrom(middle);
        MatMul.Multiply(activated, p.Down.Forward, output, workspace, accumulate: true);
        if (options.FeedForwardBias)
            MatMul.AddBias(output, w.DownBias.Row(0));
        workspace.Finished(StepParts.ProductForward);
    }

    /// <summary>
    /// The gradient at activations.DGathered (R x C) taken back through the network; the gradients of all weights but the
    /// head's are added to <paramref name="gradients"/>.
    /// </summary>
    public void Backward(TokenBatch batch, Activations activations, Weights gradients, Workspace workspace)
    {
        int rows = batch.Tokens.Length;
        var dNormed = activations.DNormed.Rows(rows);
        var dResidual = activations.DResidual.Rows(rows);
        Scatter(activations.DGathered.Rows(batch.TargetRows.Length), batch.TargetRows, dNormed);
        dResidual.Clear();
        RmsNorm.Backward(dNormed, activations.Inputs[^1].Rows(rows), weights.FinalNorm.Row(0), Column(activations.FinalInverseRms, rows), dResidual, gradients.FinalNorm.Row(0));
        workspace.Finished(StepParts.Norm);
        for (int layer = options.LayerCount - 1; layer >= 0; layer--)
        {
            if (activations.Checkpointing)
                ForwardLayer(layer, batch, activations, workspace);
            BackwardFeedForward(layer, activations, gradients.Layers[layer], dResidual, workspace);
            BackwardAttention(layer, batch, activations, gradients.Layers[layer], dResidual, workspace);
        }
        Embedding.Backward(batch.Tokens, dResidual, gradients.Embedding);
        workspace.Finished(StepParts.Embedding);
    }

    void BackwardFeedForward(int layer, Activations activations, LayerWeights gradients, Matrix dResidual, Workspace workspace)
    {
        var w = weights.Layers[layer];
        var p = packed.Layers[layer];
        var kept = activations.Layers[layer];
        int rows = dResidual.Rows;
        var dActivated = activations.DActivated.Rows(rows);
        var dGateUp = activations.DGateUp.Rows(rows);
        var dNormed = activations.DNormed.Rows(rows);
        if (options.FeedForwardBias)
            MatMul.AddBiasGradient(dResidual, gradients.DownBias.Row(0));
        MatMul.AddWeightGradient(dResidual, kept.Activated.Rows(rows), gradients.Down, workspace);
        workspace.Finished(StepParts.ProductToWeights);
        MatMul.Multiply(dResidual, p.Down.Backward!, dActivated, workspace);
        workspace.Finished(StepParts.ProductToInputs);
        SwiGlu.Backward(dActivated, kept.GateUp.Rows(rows), dGateUp);
        workspace.Finished(StepParts.SwiGlu);
        if (options.FeedForwardBias)
            MatMul.AddBiasGradient(dGateUp, gradients.GateUpBias.Row(0));
        MatMul.AddWeightGradient(dGateUp, kept.MiddleNormed.Rows(rows), gradients.GateUp, workspace);
        workspace.Finished(StepParts.ProductToWeights);
        MatMul.Multiply(dGateUp, p.GateUp.Backward!, dNormed, workspace);
        workspace.Finished(StepParts.ProductToInputs);
        RmsNorm.Backward(dNormed, kept.Middle.Rows(rows), w.FeedForwardNorm.Row(0), Column(kept.MiddleInverseRms, rows), dResidual, gradients.FeedForwardNorm.Row(0));
        workspace.Finished(StepParts.Norm);
    }

    void BackwardAttention(int layer, TokenBatch batch, Activations activations, LayerWeights gradients, Matrix dResidual, Workspace workspace)
    {
        var w = weights.Layers[layer];
        var p = packed.Layers[layer];
        var kept = activations.Layers[layer];
        int rows = dResidual.Rows;
        var attended = kept.Attended.Rows(rows);
        var dAttended = activations.DAttended.Rows(rows);
        var dQkv = activations.DQkv.Rows(rows);
        var dNormed = activations.DNormed.Rows(rows);
        if (options.OutputBias)
            MatMul.AddBiasGradient(dResidual, gradients.OutputBias.Row(0));
        MatMul.AddWeightGradient(dResidual, attended, gradients.Output, workspace);
        workspace.Finished(StepParts.ProductToWeights);
        MatMul.Multiply(dResidual, p.Output.Backward!, dAttended, workspace);
        workspace.Finished(StepParts.ProductToInputs);
        Attention.Backward(_heads[layer], dAttended, kept.Qkv.Rows(rows), batch.SequenceStarts, attended, kept.RowMax.Rows(rows), kept.RowSum.Rows(rows), dQkv, workspace);
        workspace.Finished(StepParts.AttentionBackward);
        Rope.Backward(RotatedColumns(dQkv), batch.Positions, rope);
        workspace.Finished(StepParts.Rope);
        if (options.HeadNorm)
            NormHeadsBackward(dQkv, w, kept, gradients, workspace);
        if (options.AttentionBias)
            MatMul.AddBiasGradient(dQkv, gradients.QkvBias.Row(0));
        MatMul.AddWeightGradient(dQkv, kept.Normed.Rows(rows), gradients.Qkv, workspace);
        workspace.Finished(StepParts.ProductToWeights);
        MatMul.Multiply(dQkv, p.Qkv.Backward!, dNormed, workspace);
        workspace.Finished(StepParts.ProductToInputs);
        RmsNorm.Backward(dNormed, activations.Inputs[layer].Rows(rows), w.InputNorm.Row(0), Column(kept.InverseRms, rows), dResidual, gradients.InputNorm.Row(0));
        workspace.Finished(StepParts.Norm);
    }

    void NormHeadsBackward(Matrix dQkv, in LayerWeights w, LayerActivations kept, in LayerWeights gradients, Workspace workspace)
    {
        var before = kept.HeadsBefore.Rows(dQkv.Rows);
        var inverse = kept.HeadInverseRms.Rows(dQkv.Rows);
        HeadRmsNorm.Backward(QueryColumns(dQkv), QueryColumns(before), w.QueryNorm.Row(0), inverse.ColumnRange(0, options.HeadCount), gradients.QueryNorm.Row(0));
        HeadRmsNorm.Backward(KeyColumns(dQkv), KeyColumns(before), w.KeyNorm.Row(0), inverse.ColumnRange(options.HeadCount, options.KeyValueHeadCount), gradients.KeyNorm.Row(0));
        workspace.Finished(StepParts.Norm);
    }

    /// <summary>
    /// One new position for each row, over cached keys and values: row i is position rows.Positions[i] of the sequence whose
    /// pages are rows.Pages[i]. Rows of one sequence may stand in one call (a prompt) if their positions ascend. Returns the
    /// normed final states, one a row.
    /// </summary>
    public Matrix ForwardCached(CachedRows rows, PagedCache cache, Activations activations, Workspace workspace)
    {
        int count = rows.Count;
        packed.Embed(rows.Tokens, activations.Inputs[0].Rows(count));
        for (int layer = 0; layer < options.LayerCount; layer++)
        {
            var kept = activations.Layers[layer];
            var input = activations.Inputs[layer].Rows(count);
            var qkv = ForwardQkv(layer, input, rows.Positions, kept, workspace);
            for (int i = 0; i < count; i++)
                cache.Store(rows.Pages[i].Span[rows.Positions[i] / PagedCache.PageSize], rows.Positions[i] % PagedCache.PageSize, layer, qkv.Row(i));
            var attended = kept.Attended.Rows(count);
            AttendCached(rows, cache, layer, qkv, attended, workspace);
            ForwardRest(layer, input, attended, kept, activations.Inputs[layer + 1].Rows(count), workspace);
        }
        var final = activations.FinalNormed.Rows(count);
        RmsNorm.Forward(activations.Inputs[^1].Rows(count), weights.FinalNorm.Row(0), options.RmsNormEpsilon, final, Column(activations.FinalInverseRms, count));
        return final;
    }

    // Threads share rows out, and where there are few the heads of each.
    void AttendCached(CachedRows rows, PagedCache cache, int layer, Matrix qkv, Matrix attended, Workspace workspace) => workspace.Share((part, parts, scratch) =>
    {
        int split = rows.Count < 2 * parts ? options.KeyValueHeadCount : 1, heads = options.KeyValueHeadCount / split;
        for (int unit = part; unit < rows.Count * split; unit += parts)
        {
            int row = unit / split, from = unit % split * heads, position = rows.Positions[row];
            CachedAttention.Forward(cache, rows.Pages[row].Span, layer, position + 1, qkv, attended, row, scratch, _heads[layer].FirstKey(position), from, from + heads);
        }
    });

    Matrix RotatedColumns(Matrix qkv) => qkv.ColumnRange(0, (options.HeadCount + options.KeyValueHeadCount) * options.HeadSize);

    Matrix QueryColumns(Matrix qkv) => qkv.ColumnRange(0, options.HeadCount * options.HeadSize);

    Matrix KeyColumns(Matrix qkv) => qkv.ColumnRange(options.HeadCount * options.HeadSize, options.KeyValueHeadCount * options.HeadSize);

    static Span<float> Column(GrowingBuffer buffer, int rows)
    {
        var matrix = buffer.Rows(rows);
        return rows == 0 ? [] : MemoryMarshal.CreateSpan(ref matrix[0, 0], rows);
    }

    static void Scatter(Matrix from, int[] rows, Matrix to)
    {
        to.Clear();
        for (int i = 0; i < rows.Length; i++)
            from.Row(i).CopyTo(to.Row(rows[i]));
    }
}

/// <summary>Rows for <see cref="Transformer.ForwardCached"/>.</summary>
sealed class CachedRows
{
    readonly List<int> _tokens = [];
    readonly List<int> _positions = [];

    /// <summary>Number of rows.</summary>
    public int Count => _tokens.Count;

    /// <summary>The tokens.</summary>
    public ReadOnlySpan<int> Tokens => CollectionsMarshal.AsSpan(_tokens);

    /// <summary>The position of each within its sequence.</summary>
    public ReadOnlySpan<int> Positions => CollectionsMarshal.AsSpan(_positions);

    /// <summary>The pages of each row's sequence.</summary>
    public List<ReadOnlyMemory<int>> Pages { get; } = [];

    /// <summary>Adds a row.</summary>
    public void Add(int token, int position, ReadOnlyMemory<int> pages)
    {
        _tokens.Add(token);
        _positions.Add(position);
        Pages.Add(pages);
    }

    /// <summary>Removes all rows.</summary>
    public void Clear()
    {
        _tokens.Clear();
        _positions.Clear();
        Pages.Clear();
    }
}
