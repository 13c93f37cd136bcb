// The network: forward, and its mirror image backward. What a layer is made of, its parts say (Parts/NetworkParts.cs).
//
//   x ← embedding(tokens)
//   each layer:  each branch:  x ← x + branch(x)
//   hidden = norm(x), logits = hidden · Wheadᵀ
//
// Gradients of weights accumulate (+=), gradients of activations overwrite (=); the residual stream's gradient is the one
// exception: each branch adds to it.

using System.Runtime.InteropServices;
using R1Sharp.Learning.Model.Adapters;
using R1Sharp.Learning.Model.Parts;
using R1Sharp.Numerics.Kernels;
using R1Sharp.Numerics.Memory;
using R1Sharp.Numerics.Parallelism;

namespace R1Sharp.Learning.Model;

/// <summary>A decoder-only transformer over packed rows. Holds no weights' memory of its own and no state between calls.</summary>
sealed class Transformer(Weights weights, PackedWeights packed, AdapterWeights? adapters, IReadOnlyList<RopeTable> rotaryTables)
{
    readonly NetworkParts _parts = weights.Layout.Parts;

    /// <summary>Bytes of one page of the cache.</summary>
    public long PageBytes => _parts.PageFloats * sizeof(float);

    /// <summary>A cache for <see cref="ForwardCached"/>.</summary>
    public PagedCache NewCache(int pageCount) => new(pageCount, _parts.PageFloats);

    /// <summary>Hidden states of the rows that predict targets, R x C, left in activations.Gathered.</summary>
    public Matrix Forward(TokenBatch batch, Activations activations, Workspace workspace)
    {
        int rows = batch.Tokens.Length;
        var final = Forward(batch.Tokens, activations, new(weights, packed, adapters, rotaryTables, activations, workspace, rows) { Batch = batch });
        var gathered = activations.Gathered.Rows(batch.TargetRows.Length);
        for (int i = 0; i < batch.TargetRows.Length; i++)
            final.Row(batch.TargetRows[i]).CopyTo(gathered.Row(i));
        return gathered;
    }

    /// <summary>
    /// One new position for each row, over cached keys and values: row i is position rows.Positions[i] of the sequence whose
    /// pages are rows.Pages[i]. Rows of one sequence may stand in one call (a prompt) if their positions ascend. Returns the
    /// normed final states, one a row.
    /// </summary>
    public Matrix ForwardCached(CachedRows rows, PagedCache cache, Activations activations, Workspace workspace) =>
        Forward(rows.Tokens, activations,
            new(weights, packed, adapters, rotaryTables, activations, workspace, rows.Count) { CachedRows = rows, Cache = cache });

    Matrix Forward(ReadOnlySpan<int> tokens, Activations activations, LayerPass pass)
    {
        packed.Embed(tokens, Stream(activations, 0, pass));
        pass.Finished(StepParts.Embedding);
        for (int layer = 0; layer < _parts.Layers.Count; layer++)
            ForwardLayer(layer, activations, pass);
        pass.Layer = _parts.Layers.Count;
        var final = activations.FinalNormed.Rows(pass.RowCount);
        _parts.FinalNorm.Forward(pass, Stream(activations, pass.Layer, pass), final);
        return final;
    }

    void ForwardLayer(int layer, Activations activations, LayerPass pass)
    {
        pass.Layer = layer;
        _parts.Layers[layer].Forward(pass, Stream(activations, layer, pass), Stream(activations, layer + 1, pass));
    }

    /// <summary>
    /// The gradient at activations.DGathered (R x C) taken back through the network; the gradients of all weights that learn but the
    /// head's are added to <paramref name="gradients"/>.
    /// </summary>
    public void Backward(TokenBatch batch, Activations activations, Weights gradients, Workspace workspace)
    {
        int rows = batch.Tokens.Length;
        var pass = new LayerPass(weights, packed, adapters, rotaryTables, activations, workspace, rows) { Batch = batch, Gradients = gradients };
        pass.Layer = _parts.Layers.Count;
        var dNormed = pass[_parts.DNormed];
        var dResidual = activations.DResidual.Rows(rows);
        Scatter(activations.DGathered.Rows(batch.TargetRows.Length), batch, dNormed);
        dResidual.Clear();
        _parts.FinalNorm.Backward(pass, dNormed, Stream(activations, pass.Layer, pass), dResidual);
        for (int layer = _parts.Layers.Count - 1; layer >= 0; layer--)
        {
            if (activations.Checkpointing)
                ForwardLayer(layer, activations, pass);
            pass.Layer = layer;
            _parts.Layers[layer].Backward(pass, Stream(activations, layer, pass), dResidual);
        }
        if (pass.Learns(_parts.Embedding))
            Embedding.Backward(batch.Tokens, dResidual, gradients.Embedding);
        pass.Finished(StepParts.Embedding);
    }

    /// <summary>The residual stream before a layer, T x C; after the last where the layer is one beyond it.</summary>
    static Matrix Stream(Activations activations, int layer, LayerPass pass) => activations.Inputs[layer].Rows(pass.RowCount);

    static void Scatter(Matrix from, TokenBatch batch, Matrix to)
    {
        to.Clear();
        for (int i = 0; i < batch.TargetRows.Length; i++)
            if (batch.IsOfSharedRow(i))
                to.RowRange(batch.TargetRows[i], 1).Add(from.RowRange(i, 1));
            else
                from.Row(i).CopyTo(to.Row(batch.TargetRows[i]));
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

    /// <summary>Positions that all rows together look at, their own included.</summary>
    public long PositionCount { get; private set; }

    /// <summary>The pages of each row's sequence.</summary>
    public List<ReadOnlyMemory<int>> Pages { get; } = [];

    /// <summary>Rows beside each other that have the same adapters beside the network; rows without any are in none.</summary>
    public List<AdaptedRows> Adapted { get; } = [];

    /// <summary>Adds a row.</summary>
    public void Add(int token, int position, ReadOnlyMemory<int> pages, AdapterWeights? adapter = null)
    {
        if (adapter is not null)
            Adapt(adapter);
        _tokens.Add(token);
        _positions.Add(position);
        Pages.Add(pages);
        PositionCount += position + 1;
    }

    void Adapt(AdapterWeights adapter)
    {
        if (Adapted is [.., var last] && last.Adapter == adapter && last.First + last.Count == Count)
            Adapted[^1] = last with { Count = last.Count + 1 };
        else
            Adapted.Add(new(Count, 1, adapter));
    }

    /// <summary>Removes all rows.</summary>
    public void Clear()
    {
        Adapted.Clear();
        _tokens.Clear();
        _positions.Clear();
        Pages.Clear();
        PositionCount = 0;
    }
}

/// <summary>Rows beside each other that share their adapters.</summary>
/// <param name="First">The first.</param>
/// <param name="Count">How many.</param>
/// <param name="Adapter">The adapters.</param>
readonly record struct AdaptedRows(int First, int Count, AdapterWeights Adapter);
