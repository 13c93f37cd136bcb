using R1Sharp.Numerics.Kernels;
using R1Sharp.Numerics.Parallelism;

namespace R1Sharp.Tests.Kernels;

/// <summary>One forward and backward pass of the fused head, with the formulas in double precision beside it.</summary>
sealed class HeadRun : IDisposable
{
    readonly int _rows, _width, _vocabulary;

    public HeadRun(int rows, int width, int vocabulary, double temperature, Workspace workspace, bool withEntropy = true, double spread = 1)
    {
        (_rows, _width, _vocabulary) = (rows, width, vocabulary);
        Hidden = Block.Random(rows, width, 1, spread);
        Weights = Block.Random(vocabulary, width, 2);
        Tokens = [.. Enumerable.Range(0, rows).Select(row => row * 31 % vocabulary)];
        using var coefficients = Block.Random(2, rows, 3);
        (DLogProbs, DEntropies) = (coefficients.Doubles[..rows], withEntropy ? coefficients.Doubles[rows..] : new double[rows]);
        (DHidden, DWeights) = (Block.Undefined(rows, width), Block.Zero(vocabulary, width));
        (LogProbs, Entropies) = (new float[rows], new float[rows]);
        (Forward, Backward) = (new PackedMatrix(width, vocabulary), new PackedMatrix(vocabulary, width));
        Forward.PackTransposed(Weights.Matrix);
        Backward.Pack(Weights.Matrix);
        TokenLogProbs.Forward(Hidden.Matrix, Forward, Tokens, (float)temperature, LogProbs, Entropies, workspace);
        float[] dEntropies = withEntropy ? [.. DEntropies.Select(d => (float)d)] : [];
        TokenLogProbs.Backward(Hidden.Matrix, Forward, Backward, Tokens, (float)temperature, [.. DLogProbs.Select(d => (float)d)], dEntropies,
            DHidden.Matrix, DWeights.Matrix, afterForward: true, workspace);
    }

    public Block Hidden { get; }

    public Block Weights { get; }

    public int[] Tokens { get; }

    public double[] DLogProbs { get; }

    public double[] DEntropies { get; }

    public float[] LogProbs { get; }

    public float[] Entropies { get; }

    public Block DHidden { get; }

    public Block DWeights { get; }

    public PackedMatrix Forward { get; }

    public PackedMatrix Backward { get; }

    /// <summary>log π and H of every row, as the definitions say.</summary>
    public (double[] LogProbs, double[] Entropies) Reference(double[] hidden, double[] weights, double temperature)
    {
        double[][] rows = LogSoftmax(hidden, weights, temperature);
        return ([.. rows.Select((row, i) => row[Tokens[i]])], [.. rows.Select(row => -row.Sum(l => Math.Exp(l) * l))]);
    }

    /// <summary>The gradients of Σ dLogProb · log π + dEntropy · H towards the hidden states and the weights.</summary>
    public (double[] DHidden, double[] DWeights) ReferenceGradients(double temperature)
    {
        double[][] rows = LogSoftmax(Hidden.Doubles, Weights.Doubles, temperature);
        var dLogits = new double[_rows * _vocabulary];
        for (int i = 0; i < _rows; i++)
        {
            double entropy = -rows[i].Sum(l => Math.Exp(l) * l);
            for (int j = 0; j < _vocabulary; j++)
            {
                double p = Math.Exp(rows[i][j]), taken = j == Tokens[i] ? 1 : 0;
                dLogits[i * _vocabulary + j] = (DLogProbs[i] * (taken - p) - DEntropies[i] * p * (rows[i][j] + entropy)) / temperature;
            }
        }
        return (MatMulTests.Product(dLogits, Weights.Doubles, _rows, _vocabulary, _width),
            MatMulTests.Product(MatMulTests.Transposed(dLogits, _rows, _vocabulary), Hidden.Doubles, _vocabulary, _rows, _width));
    }

    public void Dispose()
    {
        foreach (var block in new[] { Hidden, Weights, DHidden, DWeights })
            block.Dispose();
        Forward.Dispose();
        Backward.Dispose();
    }

    double[][] LogSoftmax(double[] hidden, double[] weights, double temperature)
    {
        double[] logits = MatMulTests.Product(hidden, MatMulTests.Transposed(weights, _vocabulary, _width), _rows, _width, _vocabulary);
        return [.. logits.Chunk(_vocabulary).Select(row =>
        {
            double max = row.Max() / temperature, logSum = max + Math.Log(row.Sum(l => Math.Exp(l / temperature - max)));
            return row.Select(l => l / temperature - logSum).ToArray();
        })];
    }
}
