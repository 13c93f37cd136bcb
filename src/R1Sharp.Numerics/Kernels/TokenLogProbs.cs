// The head: hidden states to log-probability and entropy of the taken tokens, and back, chunk by chunk. The logits of a
// batch never exist at once.
//
//   l = h·Wᵀ / T,  log π(a) = l_a − max − log Z,  Z = Σ exp(l − max),  H = log Z − Σ π (l − max)
//   ∂log π(a)/∂l_j = 1[j = a] − π_j,   ∂H/∂l_j = −π_j (log π_j + H)

using System.Runtime.CompilerServices;
using R1Sharp.Numerics.Memory;
using R1Sharp.Numerics.Parallelism;

namespace R1Sharp.Numerics.Kernels;

/// <summary>The fused head.</summary>
public static unsafe class TokenLogProbs
{
    // 12 MB of logits: large enough that weights and their gradients are rarely re-read, small enough for a shared cache.
    const int ChunkFloats = 3 << 20;

    // A vocabulary of 150,000 is read from memory for every chunk: a worker that decodes 16 sequences reads it once.
    const int LeastRows = 2 * Tiles.Rows;

    // Of a logit, the exponential's polynomial included.
    const double StatisticsFlops = 24, GradientFlops = 24;

    /// <summary>Rows whose logits are held at once for a vocabulary of this size.</summary>
    public static int ChunkRows(int vocabularySize) => Math.Max(LeastRows, ChunkFloats / Padded(vocabularySize) / Tiles.Rows * Tiles.Rows);

    /// <summary>
    /// Log-probabilities and entropies, and where areLargest is not empty whether no other token is more probable. hidden is R x C, head is C x V
    /// packed, the spans hold R elements.
    /// </summary>
    public static void Forward(Matrix hidden, PackedMatrix head, ReadOnlySpan<int> tokens, float temperature, Span<float> logProbs, Span<float> entropies,
        Workspace workspace, Span<bool> areLargest = default)
    {
        for (int row = 0, step = ChunkRows(head.Columns); row < hidden.Rows; row += step)
        {
            int count = Math.Min(step, hidden.Rows - row);
            var logits = Logits(hidden.RowRange(row, count), head, temperature, workspace);
            Statistics(logits, tokens.Slice(row, count), logProbs.Slice(row, count), entropies.Slice(row, count),
                areLargest.IsEmpty ? default : areLargest.Slice(row, count), workspace);
        }
    }

    /// <summary>
    /// The gradient at the head's outputs taken back to the hidden states (overwritten) and the weights (accumulated). Logits
    /// are those that <see cref="Forward"/> left behind when all rows fit into one chunk; otherwise they are computed again.
    /// </summary>
    /// <param name="hidden">R x C.</param>
    /// <param name="head">C x V: the weights transposed.</param>
    /// <param name="headBackward">V x C: the weights as they are; null where there are only those of the other direction.</param>
    /// <param name="tokens">The taken tokens.</param>
    /// <param name="temperature">T.</param>
    /// <param name="dLogProbs">∂loss/∂log π, R.</param>
    /// <param name="dEntropies">∂loss/∂H, R, or empty.</param>
    /// <param name="dHidden">R x C.</param>
    /// <param name="dWeights">V x C; without rows where the head is frozen.</param>
    /// <param name="afterForward">Whether Forward ran just before on the same rows with the same workspace.</param>
    /// <param name="workspace">The worker's scratch.</param>
    public static void Backward(Matrix hidden, PackedMatrix head, PackedMatrix? headBackward, ReadOnlySpan<int> tokens, float temperature,
        ReadOnlySpan<float> dLogProbs, ReadOnlySpan<float> dEntropies, Matrix dHidden, Matrix dWeights, bool afterForward, Workspace workspace)
    {
        for (int row = 0, step = ChunkRows(head.Columns); row < hidden.Rows; row += step)
        {
            int count = Math.Min(step, hidden.Rows - row);
            var rows = hidden.RowRange(row, count);
            var logits = afterForward && hidden.Rows <= step ? LogitsView(count, head.Columns, workspace) : Logits(rows, head, temperature, workspace);
            LogitGradients(logits, tokens.Slice(row, count), temperature, dLogProbs.Slice(row, count),
                dEntropies.IsEmpty ? default : dEntropies.Slice(row, count), workspace);
            Propagate(logits, rows, head, headBackward, dHidden.RowRange(row, count), dWeights, workspace);
        }
    }

    /// <summary>
    /// Forward and backward in one pass for a loss whose gradient at the log-probabilities is known beforehand, such as
    /// cross-entropy: no logit is computed twice.
    /// </summary>
    public static void ForwardBackward(Matrix hidden, PackedMatrix head, PackedMatrix? headBackward, ReadOnlySpan<int> tokens, float temperature,
        Span<float> logProbs, Span<float> entropies, ReadOnlySpan<float> dLogProbs, Matrix dHidden, Matrix dWeights, Workspace workspace)
    {
        for (int row = 0, step = ChunkRows(head.Columns); row < hidden.Rows; row += step)
        {
            int count = Math.Min(step, hidden.Rows - row);
            var rows = hidden.RowRange(row, count);
            var logits = Logits(rows, head, temperature, workspace);
            StatisticsAndGradients(logits, tokens.Slice(row, count), temperature, logProbs.Slice(row, count), entropies.Slice(row, count),
                dLogProbs.Slice(row, count), workspace);
            Propagate(logits, rows, head, headBackward, dHidden.RowRange(row, count), dWeights, workspace);
        }
    }

    /// <summary>
    /// Logits divided by the temperature, R x V, in the worker's scratch: valid until its next call. For sampling; R at most
    /// <see cref="ChunkRows"/>.
    /// </summary>
    public static Matrix Logits(Matrix hidden, PackedMatrix head, float temperature, Workspace workspace)
    {
        var logits = LogitsView(hidden.Rows, head.Columns, workspace);
        MatMul.Multiply(hidden, head, logits, workspace);
        if (temperature != 1)
            Scale(logits, temperature, workspace);
        return logits;
    }

    /// <summary>Divides one row of logits by the temperature, as <see cref="Logits"/> does for all of them.</summary>
    public static void ScaleRow(Span<float> logits, float temperature)
    {
        if (temperature == 1)
            return;
        fixed (float* row = logits)
            Elementwise.Scale(row, logits.Length, 1 / temperature);
    }

    /// <summary>log π(token) under softmax(logits): the same operations in the same order as the trainer's.</summary>
    public static float LogProb(ReadOnlySpan<float> logits, int token)
    {
        fixed (float* row = logits)
        {
            var statistics = RowStatistics.Of(row, logits.Length);
            return logits[token] - statistics.Max - statistics.LogSum;
        }
    }

    static int Padded(int columns) => (columns + Tiles.Columns - 1) / Tiles.Columns * Tiles.Columns;

    static Matrix LogitsView(int rows, int columns, Workspace workspace) =>
        new(workspace.Take(Scratch.Logits, (long)rows * Padded(columns)), rows, columns, Padded(columns));

    static void Scale(Matrix logits, float temperature, Workspace workspace) => workspace.ShareRows(logits.Rows, logits.Columns, (first, count, _) =>
    {
        for (int row = first; row < first + count; row++)
            Elementwise.Scale(logits.Data + (nint)row * logits.Stride, logits.Columns, 1 / temperature);
    });

    static void Statistics(Matrix logits, ReadOnlySpan<int> tokens, Span<float> logProbs, Span<float> entropies, Span<bool> areLargest, Workspace workspace)
    {
        fixed (int* t = tokens)
        fixed (bool* largest = areLargest)
        fixed (float* p = logProbs, h = entropies)
        {
            int* token = t;
            bool* isLargest = largest;
            float* logProb = p, entropy = h;
            workspace.ShareRows(logits.Rows, StatisticsFlops * logits.Columns, (first, count, _) =>
            {
                for (int row = first; row < first + count; row++)
                {
                    var statistics = TakenRow(logits, row, token[row], out logProb[row], out entropy[row]);
                    if (isLargest != null)
                        isLargest[row] = logits.Data[(nint)row * logits.Stride + token[row]] == statistics.Max;
                }
            });
        }
    }

    static void StatisticsAndGradients(Matrix logits, ReadOnlySpan<int> tokens, float temperature, Span<float> logProbs, Span<float> entropies,
        ReadOnlySpan<float> dLogProbs, Workspace workspace)
    {
        fixed (int* t = tokens)
        fixed (float* p = logProbs, h = entropies, d = dLogProbs)
        {
            int* token = t;
            float* logProb = p, entropy = h, dLogProb = d;
            workspace.ShareRows(logits.Rows, (StatisticsFlops + GradientFlops) * logits.Columns, (first, count, _) =>
            {
                for (int row = first; row < first + count; row++)
                {
                    var statistics = TakenRow(logits, row, token[row], out logProb[row], out entropy[row]);
                    RowGradient(logits, row, token[row], statistics, dLogProb[row] / temperature, 0);
                }
            });
        }
    }

    static RowStatistics TakenRow(Matrix logits, int row, int token, out float logProb, out float entropy)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)token, (uint)logits.Columns, nameof(token));
        float* l = logits.Data + (nint)row * logits.Stride;
        var statistics = RowStatistics.Of(l, logits.Columns);
        logProb = l[token] - statistics.Max - statistics.LogSum;
        entropy = statistics.Entropy;
        return statistics;
    }

    static void LogitGradients(Matrix logits, ReadOnlySpan<int> tokens, float temperature, ReadOnlySpan<float> dLogProbs, ReadOnlySpan<float> dEntropies,
        Workspace workspace)
    {
        fixed (int* t = tokens)
        fixed (float* p = dLogProbs, h = dEntropies)
        {
            int* token = t;
            float* dLogProb = p, dEntropy = h;
            workspace.ShareRows(logits.Rows, (StatisticsFlops + GradientFlops) * logits.Columns, (first, count, _) =>
            {
                for (int row = first; row < first + count; row++)
                {
                    var statistics = RowStatistics.Of(logits.Data + (nint)row * logits.Stride, logits.Columns);
                    RowGradient(logits, row, token[row], statistics, dLogProb[row] / temperature, dEntropy == null ? 0 : dEntropy[row] / temperature);
                }
            });
        }
    }

    /// <summary>l_j ← 1[j = token] · dLogProb − π_j · (dLogProb + dEntropy · (log π_j + H)).</summary>
    static void RowGradient(Matrix logits, int row, int token, RowStatistics statistics, float dLogProb, float dEntropy)
    {
        float* l = logits.Data + (nint)row * logits.Stride;
        if (Lanes.AreWide)
            RowGradient<WideLanes>(l, logits.Columns, statistics, dLogProb, dEntropy);
        else if (Lanes.AreNarrow)
            RowGradient<NarrowLanes>(l, logits.Columns, statistics, dLogProb, dEntropy);
        else
            RowGradient<QuarterLanes>(l, logits.Columns, statistics, dLogProb, dEntropy);
        l[token] += dLogProb;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void RowGradient<TLanes>(float* l, int count, RowStatistics statistics, float dLogProb, float dEntropy) where TLanes : struct, ILanes<TLanes>
    {
        var shift = TLanes.Create(statistics.Max + statistics.LogSum);
        var first = TLanes.Create(-dLogProb - dEntropy * statistics.Entropy);
        var second = TLanes.Create(-dEntropy);
        for (int j = 0; j < count; j += Lanes.Count)
        {
            var logProb = TLanes.Load(l + j) - shift;
            (Exponential.Exp(logProb) * TLanes.FusedMultiplyAdd(logProb, second, first)).Store(l + j);
        }
    }

    /// <summary>The gradient at the logits taken to the hidden states, and to the weights where they are not frozen.</summary>
    internal static void Propagate(
        Matrix dLogits, Matrix hidden, PackedMatrix head, PackedMatrix? headBackward, Matrix dHidden, Matrix dWeights, Workspace workspace)
    {
        if (headBackward is null)
            TurnedProduct.Multiply(dLogits, head, dHidden, workspace);
        else
            MatMul.Multiply(dLogits, headBackward, dHidden, workspace);
        if (dWeights.Rows > 0)
            MatMul.AddWeightGradient(dLogits, hidden, dWeights, workspace);
    }
}

/// <summary>What the softmax of one row of logits needs: sums over sixteen lanes, lane = index mod 16, ascending.</summary>
readonly record struct RowStatistics(float Max, float LogSum, float Entropy)
{
    public static unsafe RowStatistics Of(float* logits, int count) =>
        Lanes.AreWide ? Of<WideLanes>(logits, count) : Lanes.AreNarrow ? Of<NarrowLanes>(logits, count) : Of<QuarterLanes>(logits, count);

    /// <summary>The same with lanes of one kind.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static unsafe RowStatistics Of<TLanes>(float* logits, int count) where TLanes : struct, ILanes<TLanes>
    {
        float max = AttentionSoftmax.Max(logits, count, TLanes.Create(float.NegativeInfinity)).Largest();
        var shift = TLanes.Create(max);
        var sum = TLanes.Zero;
        var weighted = TLanes.Zero;
        int j = 0;
        for (; j + 16 <= count; j += 16)
        {
            var centred = TLanes.Load(logits + j) - shift;
            var e = Exponential.Exp(centred);
            sum += e;
            weighted = TLanes.FusedMultiplyAdd(e, centred, weighted);
        }
        if (j < count)
        {
            var mask = TLanes.FirstLanes(count - j);
            var centred = TLanes.Select(mask, TLanes.Load(logits + j) - shift, TLanes.Zero);
            var e = TLanes.Select(mask, Exponential.Exp(centred), TLanes.Zero);
            sum += e;
            weighted = TLanes.FusedMultiplyAdd(e, centred, weighted);
        }
        float total = sum.Sum();
        float logSum = (float)Math.Log(total);
        return new RowStatistics(max, logSum, logSum - weighted.Sum() / total);
    }
}
