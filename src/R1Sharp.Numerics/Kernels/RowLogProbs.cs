// The whole distribution of one row of logits, for those who want more than the log-probability of one token.

namespace R1Sharp.Numerics.Kernels;

/// <summary>Log-softmax of a row.</summary>
static unsafe class RowLogProbs
{
    /// <summary>Logits become log-probabilities in place; each has the bits that the fused head gives for that token.</summary>
    public static void Of(Span<float> logits)
    {
        fixed (float* row = logits)
        {
            var statistics = RowStatistics.Of(row, logits.Length);
            for (int token = 0; token < logits.Length; token++)
                logits[token] = logits[token] - statistics.Max - statistics.LogSum;
        }
    }
}
