// Causal attention with grouped queries and rotary positions:
//
//   [q, k, v] = x · [Wq; Wk; Wv]ᵀ,   q, k ← rope(norm(q)), rope(norm(k)),   y = attention(q, k, v) · Woᵀ

using R1Sharp.Numerics.Kernels;
using R1Sharp.Numerics.Memory;
using R1Sharp.Numerics.Parallelism;

namespace R1Sharp.Learning.Model.Parts;

/// <summary>What sets attention layers of this kind apart.</summary>
sealed record GroupedAttentionOptions
{
    /// <summary>Whether the query, key and value projections have biases.</summary>
    public bool HasInputBias { get; init; }

    /// <summary>Whether the output projection has a bias.</summary>
    public bool HasOutputBias { get; init; }

    /// <summary>The norm of queries and keys; null where there is none.</summary>
    public QueryKeyNormWidths? Norm { get; init; }
}

/// <summary>Attention of H query heads over KV key and value heads of D elements.</summary>
sealed class GroupedAttention : IPart
{
    // Of an element that is rotated.
    const double RopeFlops = 3;

    readonly AttentionShape _heads;
    readonly ILinear _input, _output;
    readonly QueryKeyNorm? _norm;
    readonly RowBuffer _qkv, _attended, _rowMax, _rowSum, _dQkv, _dAttended;
    readonly int _rotary;
    readonly long _cached;

    /// <param name="plan">Takes down what it needs.</param>
    /// <param name="layer">Index of the layer, which decides its window.</param>
    /// <param name="options">Its biases and norms.</param>
    public GroupedAttention(PartPlan plan, int layer, GroupedAttentionOptions options)
    {
        var shape = plan.Options;
        _heads = new(shape.HeadCount, shape.KeyValueHeadCount, shape.HeadSize) { Window = shape.WindowOf(layer) };
        int keys = _heads.KeyValueHeadCount * _heads.HeadSize;
        _input = plan.Linear(shape.HiddenSize, options.HasInputBias, InitialValues.Normal,
            new PartTensor("self_attn.q_proj", "attn_q", _heads.OutputColumns) { IsRotated = true },
            new PartTensor("self_attn.k_proj", "attn_k", keys) { IsRotated = true },
            new PartTensor("self_attn.v_proj", "attn_v", keys));
        _norm = options.Norm is { } widths ? new(plan, _heads, widths) : null;
        _output = plan.Linear(_heads.OutputColumns, options.HasOutputBias, InitialValues.IntoResidual,
            new PartTensor("self_attn.o_proj", "attn_output", shape.HiddenSize));
        (_qkv, _attended) = (plan.Keep(_heads.QkvColumns), plan.Keep(_heads.OutputColumns));
        (_rowMax, _rowSum) = (plan.Keep(_heads.HeadCount), plan.Keep(_heads.HeadCount));
        (_dQkv, _dAttended) = (plan.Scratch("dQkv", _heads.QkvColumns), plan.Scratch("dAttended", _heads.OutputColumns));
        _rotary = plan.Rotary(_heads.HeadSize);
        _cached = plan.CachePage(KeyValuePages.PageFloats(_heads));
    }

    /// <inheritdoc/>
    public long Flops(int seen) => _input.Flops + _output.Flops + 4L * _heads.OutputColumns * Math.Min(seen, _heads.Window ?? seen);

    /// <inheritdoc/>
    public void Forward(LayerPass pass, Matrix x, Matrix y, bool accumulate)
    {
        var qkv = pass[_qkv];
        var attended = pass[_attended];
        _input.Forward(pass, x, qkv);
        _norm?.Forward(pass, qkv);
        var rotated = Rotated(qkv);
        pass.Workspace.ShareRows(x.Rows, RopeFlops * rotated.Columns,
            (first, count, _) => Rope.Forward(rotated.RowRange(first, count), pass.Positions.Slice(first, count), pass.Rotary(_rotary)));
        pass.Finished(StepParts.Rope);
        if (pass.Cache is { } cache)
            AttendCached(pass.CachedRows!, new(cache, _heads, _cached), qkv, attended, pass.Workspace);
        else if (pass.Batch!.IsShared)
            Attention.Forward(_heads, qkv, pass.Batch.Spans, attended, pass[_rowMax], pass[_rowSum], pass.Workspace);
        else
            Attention.Forward(_heads, qkv, pass.Batch.SequenceStarts, attended, pass[_rowMax], pass[_rowSum], pass.Workspace);
        pass.Finished(StepParts.AttentionForward);
        _output.Forward(pass, attended, y, accumulate);
    }

    /// <inheritdoc/>
    public void Backward(LayerPass pass, Matrix x, Matrix dY, Matrix dX, bool accumulate)
    {
        var attended = pass[_attended];
        var dAttended = pass[_dAttended];
        var dQkv = pass[_dQkv];
        _output.Backward(pass, attended, dY, dAttended);
        if (pass.Batch!.IsShared)
            Attention.Backward(_heads, dAttended, pass[_qkv], pass.Batch.Spans, attended, pass[_rowMax], pass[_rowSum], dQkv, pass.Workspace);
        else
            Attention.Backward(_heads, dAttended, pass[_qkv], pass.Batch.SequenceStarts, attended, pass[_rowMax], pass[_rowSum], dQkv, pass.Workspace);
        pass.Finished(StepParts.AttentionBackward);
        var rotated = Rotated(dQkv);
        pass.Workspace.ShareRows(x.Rows, RopeFlops * rotated.Columns,
            (first, count, _) => Rope.Backward(rotated.RowRange(first, count), pass.Positions.Slice(first, count), pass.Rotary(_rotary)));
        pass.Finished(StepParts.Rope);
        _norm?.Backward(pass, dQkv);
        _input.Backward(pass, x, dQkv, dX, accumulate);
    }

    // Keys and values of all rows are there before the first row attends: several rows may be of one sequence. Threads share
    // rows out, and where there are few the heads of each.
    static void AttendCached(CachedRows rows, KeyValuePages cache, Matrix qkv, Matrix attended, Workspace workspace)
    {
        for (int i = 0; i < rows.Count; i++)
            cache.Store(rows.Pages[i].Span[rows.Positions[i] / PagedCache.PageSize], rows.Positions[i] % PagedCache.PageSize, qkv.Row(i));
        var heads = cache.Shape;
        int pieces = workspace.PiecesOf(4.0 * heads.OutputColumns * rows.PositionCount);
        int split = Split(rows.Count, heads, pieces), count = heads.HeadCount / split, units = rows.Count * split;
        workspace.ShareUnits(units, pieces, unit => 4.0 * heads.OutputColumns / split * (rows.Positions[unit / split] + 1), (unit, scratch) =>
        {
            int row = unit / split, from = unit % split * count, position = rows.Positions[row];
            CachedAttention.Forward(cache, rows.Pages[row].Span, position + 1, qkv, attended, row, scratch, heads.FirstKey(position), from, from + count);
        });
    }

    // Query heads that share keys are best left together, as long as every thread has something to do.
    static int Split(int rows, AttentionShape heads, int pieces)
    {
        if (rows >= pieces)
            return 1;
        return rows * heads.KeyValueHeadCount >= pieces / Workspace.PiecesPerWorker ? heads.KeyValueHeadCount : heads.HeadCount;
    }

    Matrix Rotated(Matrix qkv) => qkv.ColumnRange(0, (_heads.HeadCount + _heads.KeyValueHeadCount) * _heads.HeadSize);
}
