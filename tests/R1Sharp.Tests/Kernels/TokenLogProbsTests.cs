using R1Sharp.Numerics.Kernels;
using R1Sharp.Numerics.Parallelism;
using Xunit;

namespace R1Sharp.Tests.Kernels;

/// <summary>The fused head against softmax in double precision, finite differences, and itself in chunks.</summary>
public sealed class TokenLogProbsTests : IDisposable
{
    readonly Workspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [Theory]
    [InlineData(1, 1, 7, 1.0)]
    [InlineData(7, 17, 65, 1.0)]
    [InlineData(65, 7, 17, 0.6)]
    [InlineData(17, 64, 1, 1.0)]
    [InlineData(64, 65, 100, 1.7)]
    public void Forward_and_backward_are_the_formulas(int rows, int width, int vocabulary, double temperature)
    {
        using var head = new HeadRun(rows, width, vocabulary, temperature, _workspace);
        var (logProbs, entropies) = head.Reference(head.Hidden.Doubles, head.Weights.Doubles, temperature);
        Truth.Matches(logProbs, head.LogProbs);
        // The entropy is a difference of sums of the size of the logits: compare on that scale.
        Truth.Matches([.. entropies.Select(h => h + 10)], [.. head.Entropies.Select(h => h + 10)]);
        var (dHidden, dWeights) = head.ReferenceGradients(temperature);
        Truth.Matches(dHidden.Append(1).ToArray(), [.. head.DHidden.Values, 1]);
        Truth.Matches(dWeights.Append(1).ToArray(), [.. head.DWeights.Values, 1]);
        if (vocabulary == 1)
            return;
        Truth.Differs(head.Reference(head.Hidden.Doubles, head.Weights.Doubles, 3).LogProbs, head.LogProbs);
        Truth.Differs(head.ReferenceGradients(3).DWeights, head.DWeights.Values);
    }

    [Theory]
    [InlineData(3, 7, 17, 0.6)]
    [InlineData(7, 17, 33, 1.0)]
    public void Backward_agrees_with_finite_differences(int rows, int width, int vocabulary, double temperature)
    {
        using var head = new HeadRun(rows, width, vocabulary, temperature, _workspace);
        double Loss(double[] hidden, double[] weights)
        {
            var (logProbs, entropies) = head.Reference(hidden, weights, temperature);
            return Truth.Dot(head.DLogProbs, logProbs) + Truth.Dot(head.DEntropies, entropies);
        }
        Truth.Matches(Truth.Gradient(v => Loss(v, head.Weights.Doubles), head.Hidden.Doubles), head.DHidden.Values);
        Truth.Matches(Truth.Gradient(v => Loss(head.Hidden.Doubles, v), head.Weights.Doubles), head.DWeights.Values);
    }

    [Fact]
    public void Chunks_give_the_bits_of_one_row_at_a_time()
    {
        const int Vocabulary = 150_001;
        int rows = 2 * TokenLogProbs.ChunkRows(Vocabulary) + 3;
        using var together = new HeadRun(rows, 5, Vocabulary, 1, _workspace);
        for (int row = 0; row < rows; row += 7)
        {
            var logProb = new float[1];
            var entropy = new float[1];
            TokenLogProbs.Forward(together.Hidden.Matrix.RowRange(row, 1), together.Forward, [together.Tokens[row]], 1, logProb, entropy, _workspace);
            Bits.Equal([together.LogProbs[row], together.Entropies[row]], [logProb[0], entropy[0]]);
        }
        var (logProbs, _) = together.Reference(together.Hidden.Doubles, together.Weights.Doubles, 1);
        Truth.Matches(logProbs, together.LogProbs);
    }

    [Theory]
    [InlineData(17, 100, 1.0)]
    [InlineData(40, 33, 0.7)]
    public void One_pass_gives_the_bits_of_two(int rows, int vocabulary, double temperature)
    {
        using var two = new HeadRun(rows, 24, vocabulary, temperature, _workspace, withEntropy: false);
        using var dHidden = Block.Undefined(rows, 24);
        using var dWeights = Block.Zero(vocabulary, 24);
        float[] logProbs = new float[rows], entropies = new float[rows];
        TokenLogProbs.ForwardBackward(two.Hidden.Matrix, two.Forward, two.Backward, two.Tokens, (float)temperature, logProbs, entropies,
            [.. two.DLogProbs.Select(d => (float)d)], dHidden.Matrix, dWeights.Matrix, _workspace);
        Bits.Equal(two.LogProbs, logProbs);
        Bits.Equal(two.DHidden.Values, dHidden.Values);
        Bits.Equal(two.DWeights.Values, dWeights.Values);
    }

    [Fact]
    public void The_sampler_reads_the_trainers_log_prob()
    {
        using var head = new HeadRun(9, 24, 77, 0.7, _workspace);
        for (int row = 0; row < 9; row++)
        {
            using var logits = Block.Zero(1, 77);
            TokenLogProbs.Logits(head.Hidden.Matrix.RowRange(row, 1), head.Forward, 1, _workspace).Row(0).CopyTo(logits.Values);
            TokenLogProbs.ScaleRow(logits.Values, 0.7f);
            Bits.Equal([head.LogProbs[row]], [TokenLogProbs.LogProb(logits.Values, head.Tokens[row])]);
        }
    }

    [Fact]
    public void Huge_logits_stay_finite()
    {
        using var head = new HeadRun(4, 3, 20, 1, _workspace, spread: 300);
        Assert.All(head.LogProbs, value => Assert.True(float.IsFinite(value) && value <= 0));
        Assert.All(head.Entropies, value => Assert.InRange(value, -1e-4f, (float)Math.Log(20) + 1e-4f));
    }
}
