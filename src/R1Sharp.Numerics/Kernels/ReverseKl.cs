// The head of distillation: hidden states of a student and of a teacher to the divergence between their distributions and
// its gradient towards the student, chunk by chunk. The logits of a batch never exist at once.
//
//   π = softmax(l), l = h·Wᵀ / T for the student;  τ the same for the teacher
//   D = KL(π ‖ τ) = Σ_j π_j (log π_j − log τ_j),   ∂D/∂l_j = π_j (log π_j − log τ_j − D)

using System.Runtime.CompilerServices;
using R1Sharp.Numerics.Memory;
using R1Sharp.Numerics.Parallelism;

namespace R1Sharp.Numerics.Kernels;

/// <summary>KL(student ‖ teacher) over whole distributions.</summary>
public static unsafe class ReverseKl
{
    // Both statistics, the divergence and its gradient, each with an exponential.
    const double FlopsOfLogit = 96;

    /// <summary>The divergence of every row, and the gradient of their weighted sum towards the student's hidden states and head.</summary>
    /// <param name="hidden">R x C: the student's.</param>
    /// <param name="head">C x V: its head's weights transposed.</param>
    /// <param name="headBackward">V x C: the weights as they are; null where there are only those of the other direction.</param>
    /// <param name="teacherHidden">R x C′: the teacher's.</param>
    /// <param name="teacherHead">C′ x V: its head's weights transposed.</param>
    /// <param name="temperature">T, of both.</param>
    /// <param name="weights">∂loss/∂D, R.</param>
    /// <param name="divergences">D in nats, R, overwritten.</param>
    /// <param name="dHidden">R x C, overwritten.</param>
    /// <param name="dWeights">V x C, accumulated; without rows where the head is frozen.</param>
    /// <param name="workspace">The worker's scratch.</param>
    /// <param name="teacherWorkspace">Other scratch, for the teacher's logits.</param>
    public static void ForwardBackward(Matrix hidden, PackedMatrix head, PackedMatrix? headBackward, Matrix teacherHidden, PackedMatrix teacherHead,
        float temperature,
        ReadOnlySpan<float> weights, Span<float> divergences, Matrix dHidden, Matrix dWeights, Workspace workspace, Workspace teacherWorkspace)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(teacherHead.Columns, head.Columns);
        ArgumentOutOfRangeException.ThrowIfNotEqual(teacherHidden.Rows, hidden.Rows);
        for (int row = 0, step = TokenLogProbs.ChunkRows(head.Columns); row < hidden.Rows; row += step)
        {
            int count = Math.Min(step, hidden.Rows - row);
            var rows = hidden.RowRange(row, count);
            var logits = TokenLogProbs.Logits(rows, head, temperature, workspace);
            var teacher = TokenLogProbs.Logits(teacherHidden.RowRange(row, count), teacherHead, temperature, teacherWorkspace);
            Rows(logits, teacher, weights.Slice(row, count), temperature, divergences.Slice(row, count), workspace);
            TokenLogProbs.Propagate(logits, rows, head, headBackward, dHidden.RowRange(row, count), dWeights, workspace);
        }
    }

    static void Rows(Matrix logits, Matrix teacher, ReadOnlySpan<float> weights, float temperature, Span<float> divergences, Workspace workspace)
    {
        fixed (float* w = weights, d = divergences)
        {
            float* weight = w, divergence = d;
            workspace.ShareRows(logits.Rows, FlopsOfLogit * logits.Columns, (first, count, _) =>
            {
                for (int row = first; row < first + count; row++)
                    divergence[row] = Row(logits.Data + (nint)row * logits.Stride, teacher.Data + (nint)row * teacher.Stride, logits.Columns,
                        weight[row] / temperature);
            });
        }
    }

    /// <summary>D of one row; its logits become weight · ∂D/∂l.</summary>
    static float Row(float* logits, float* teacher, int count, float weight) =>
        Lanes.AreWide ? Row<WideLanes>(logits, teacher, count, weight)
        : Lanes.AreNarrow ? Row<NarrowLanes>(logits, teacher, count, weight)
        : Row<QuarterLanes>(logits, teacher, count, weight);

    static float Row<TLanes>(float* logits, float* teacher, int count, float weight) where TLanes : struct, ILanes<TLanes>
    {
        var student = RowStatistics.Of<TLanes>(logits, count);
        var other = RowStatistics.Of<TLanes>(teacher, count);
        float shift = student.Max + student.LogSum, teacherShift = other.Max + other.LogSum;
        float divergence = Divergence<TLanes>(logits, teacher, count, shift, teacherShift);
        Gradient<TLanes>(logits, teacher, count, shift, teacherShift, divergence, weight);
        return divergence;
    }

    // A sum over sixteen lanes, lane = index mod 16, ascending.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static float Divergence<TLanes>(float* logits, float* teacher, int count, float shift, float teacherShift)
        where TLanes : struct, ILanes<TLanes>
    {
        var sum = TLanes.Zero;
        for (int j = 0; j < count; j += 16)
        {
            var logProb = TLanes.Load(logits + j) - TLanes.Create(shift);
            var difference = logProb - (TLanes.Load(teacher + j) - TLanes.Create(teacherShift));
            var term = Exponential.Exp(logProb) * difference;
            sum += j + 16 <= count ? term : TLanes.Select(TLanes.FirstLanes(count - j), term, TLanes.Zero);
        }
        return sum.Sum();
    }

    /// <summary>l_j ← weight · π_j (log π_j − log τ_j − D).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Gradient<TLanes>(float* logits, float* teacher, int count, float shift, float teacherShift, float divergence, float weight)
        where TLanes : struct, ILanes<TLanes>
    {
        for (int j = 0; j < count; j += 16)
        {
            var logProb = TLanes.Load(logits + j) - TLanes.Create(shift);
            var difference = logProb - (TLanes.Load(teacher + j) - TLanes.Create(teacherShift));
            (Exponential.Exp(logProb) * (difference - TLanes.Create(divergence)) * TLanes.Create(weight)).Store(logits + j);
        }
    }
}
