// Attention over sequences that begin alike: the rows of a prompt stand once, and each completion's queries see its keys and then their
// own. An element is the chain that it is without sharing; towards the prompt's keys and values each completion's part is summed by itself,
// and the parts are added in the order of the completions.

using R1Sharp.Numerics.Memory;
using R1Sharp.Numerics.Parallelism;

namespace R1Sharp.Numerics.Kernels;

/// <summary>Rows of one sequence that stand together.</summary>
/// <param name="Start">The first of them.</param>
/// <param name="Length">Their number.</param>
/// <param name="PrefixStart">The first row of what comes before them in the sequence, which has spans of its own and stands earlier.</param>
/// <param name="PrefixLength">Its number of rows; 0 where they begin the sequence.</param>
public readonly record struct PrefixedRows(int Start, int Length, int PrefixStart, int PrefixLength);

/// <content>Attention over shared prefixes.</content>
public static unsafe partial class Attention
{
    /// <summary>The same as over whole sequences; the spans cover the rows, each prefix followed by what goes on with it.</summary>
    public static void Forward(AttentionShape shape, Matrix qkv, PrefixedRows[] spans, Matrix output, Matrix rowMax, Matrix rowSum,
        Workspace workspace)
    {
        Shape.Require(qkv.Columns == shape.QkvColumns && output.Columns == shape.OutputColumns && output.Rows == qkv.Rows, "attention", qkv, output);
        var work = new PrefixedWork(shape, qkv, spans);
        if (Lanes.AreWide)
            work.Forward<WideLanes>(output, rowMax, rowSum, workspace);
        else if (Lanes.AreNarrow)
            work.Forward<NarrowLanes>(output, rowMax, rowSum, workspace);
        else
            work.Forward<QuarterLanes>(output, rowMax, rowSum, workspace);
    }

    /// <summary>dQkv = the gradient towards qkv (overwritten), as over whole sequences.</summary>
    public static void Backward(AttentionShape shape, Matrix dOutput, Matrix qkv, PrefixedRows[] spans, Matrix output, Matrix rowMax,
        Matrix rowSum, Matrix dQkv, Workspace workspace)
    {
        Shape.Require(dQkv.Columns == shape.QkvColumns && dQkv.Rows == qkv.Rows && dOutput.Columns == shape.OutputColumns, "attention backward", dOutput, qkv,
            dQkv);
        var work = new PrefixedWork(shape, qkv, spans);
        var saved = new SavedRows(dOutput, output, rowMax, rowSum, dQkv);
        if (Lanes.AreWide)
            work.Backward<WideLanes>(saved, workspace);
        else if (Lanes.AreNarrow)
            work.Backward<NarrowLanes>(saved, workspace);
        else
            work.Backward<QuarterLanes>(saved, workspace);
    }

    /// <summary>Spans and their families: a prefix with all that goes on with it.</summary>
    readonly struct PrefixedWork(AttentionShape shape, Matrix qkv, PrefixedRows[] spans)
    {
        readonly AttentionShape _shape = shape;
        readonly Matrix _qkv = qkv;
        readonly PrefixedRows[] _spans = spans;

        /// <summary>Each span of each key and value head by itself.</summary>
        public void Forward<TLanes>(Matrix output, Matrix rowMax, Matrix rowSum, Workspace workspace) where TLanes : struct, ILanes<TLanes>
        {
            var work = this;
            int heads = _shape.KeyValueHeadCount, units = _spans.Length * heads;
            workspace.ShareUnits(units, PiecesOf(ForwardProducts, workspace), unit => Flops(work._spans[unit / heads], ForwardProducts, work._shape) / heads,
                (unit, scratch) => work.ForwardSpan<TLanes>(work._spans[unit / heads], unit % heads, output, rowMax, rowSum, scratch));
        }

        /// <summary>Each family of each key and value head by itself: its spans add to the gradient of its prefix one after another.</summary>
        public void Backward<TLanes>(SavedRows saved, Workspace workspace) where TLanes : struct, ILanes<TLanes>
        {
            var work = this;
            var families = Families();
            int heads = _shape.KeyValueHeadCount;
            workspace.ShareUnits(families.Length * heads, PiecesOf(ScoreProducts + KeyProducts, workspace),
                unit => work.FlopsOf(families[unit / heads]) / heads, (unit, scratch) =>
                {
                    var (first, end) = families[unit / heads];
                    for (int s = first; s < end; s++)
                        work.BackwardSpan<TLanes>(work._spans[s], unit % heads, saved, scratch);
                });
        }

        void ForwardSpan<TLanes>(PrefixedRows rows, int kv, Matrix output, Matrix rowMax, Matrix rowSum, Workspace scratch)
            where TLanes : struct, ILanes<TLanes>
        {
            var sequence = new Sequence(_shape, _qkv, rows, scratch);
            sequence.CopyKeys(kv);
            sequence.PackCopiedKeys();
            sequence.CopyValues(kv);
            for (int head = kv * _shape.GroupSize; head < (kv + 1) * _shape.GroupSize; head++)
                for (int query = rows.PrefixLength; query < sequence.Length; query += QueryBlock)
                    ForwardBlock<TLanes>(sequence, kv, head, query, QueryBlock, output.RowRange(rows.Start, rows.Length),
                        rowMax.RowRange(rows.Start, rows.Length), rowSum.RowRange(rows.Start, rows.Length));
        }

        void BackwardSpan<TLanes>(PrefixedRows rows, int kv, SavedRows saved, Workspace scratch) where TLanes : struct, ILanes<TLanes>
        {
            var sequence = new Sequence(_shape, _qkv, rows, scratch);
            sequence.CopyKeys(kv);
            sequence.PackCopiedKeys();
            sequence.CopyValues(kv);
            sequence.PackCopiedValues();
            sequence.ClearGradients();
            var own = saved.Of(rows.Start, rows.Length);
            for (int head = kv * _shape.GroupSize; head < (kv + 1) * _shape.GroupSize; head++)
                for (int query = rows.PrefixLength; query < sequence.Length; query += QueryBlock)
                    BackwardBlock<TLanes>(sequence, own, kv, head, query);
            sequence.CopyGradients(kv, own.DQkv);
            sequence.AddGradients(kv, saved.DQkv.RowRange(rows.PrefixStart, rows.PrefixLength));
        }

        (int First, int End)[] Families()
        {
            var families = new List<(int, int)>();
            for (int s = 0, end; s < _spans.Length; s = end)
            {
                for (end = s + 1; end < _spans.Length && _spans[end].PrefixLength > 0;)
                    end++;
                families.Add((s, end));
            }
            return [.. families];
        }

        int PiecesOf(int products, Workspace workspace)
        {
            var shape = _shape;
            return workspace.IsAlone(_spans.Sum(s => Flops(s, products, shape)), out int pieces) ? 1 : pieces;
        }

        double FlopsOf((int First, int End) family)
        {
            var shape = _shape;
            return _spans[family.First..family.End].Sum(s => Flops(s, ScoreProducts + KeyProducts, shape));
        }

        static double Flops(PrefixedRows rows, int products, AttentionShape shape) =>
            2.0 * products * shape.OutputColumns * Pairs(shape, rows.PrefixLength, rows.Length);
    }
}
