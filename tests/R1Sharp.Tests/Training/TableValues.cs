// A value model small enough to see through: the value depends on the last token alone.

using R1Sharp.Learning.Policies;

namespace R1Sharp.Tests.Training;

/// <summary>A table of values trained by plain gradient descent; keeps the contract of <see cref="IScalarModel"/>.</summary>
sealed class TableValues(int vocabularySize) : IScalarModel
{
    readonly double[] _values = new double[vocabularySize];
    readonly double[] _gradient = new double[vocabularySize];

    /// <summary>The value after a token.</summary>
    public ref double this[int last] => ref _values[last];

    public float[][] Values(IReadOnlyList<TokenSequence> sequences) => [.. sequences.Select(s => s.Targets.Select(t => (float)_values[s.Tokens[t - 1]]).ToArray())];

    public void Backward(IReadOnlyList<TokenSequence> sequences, ValueLoss loss)
    {
        var values = Values(sequences);
        float[][] dValues = [.. values.Select(v => new float[v.Length])];
        Parallel.For(0, values.Length, i => loss(i, values[i], dValues[i]));
        for (int i = 0; i < values.Length; i++)
            for (int t = 0; t < values[i].Length; t++)
                _gradient[sequences[i].Tokens[sequences[i].Targets[t] - 1]] += dValues[i][t];
    }

    public double Update(double learningRate)
    {
        double norm = Math.Sqrt(_gradient.Sum(g => g * g));
        for (int i = 0; i < _values.Length && double.IsFinite(norm); i++)
            _values[i] -= learningRate * _gradient[i];
        Array.Clear(_gradient);
        return norm;
    }

    public IFrozenScalarModel Freeze()
    {
        var copy = new TableValues(vocabularySize);
        _values.CopyTo(copy._values, 0);
        return copy;
    }

    public void ResetOptimizer(OptimizerOptions options) { }

    public void SaveState(string directory) => File.WriteAllBytes(Path.Combine(directory, "values"), [.. _values.SelectMany(BitConverter.GetBytes)]);

    public void LoadState(string directory)
    {
        byte[] bytes = File.ReadAllBytes(Path.Combine(directory, "values"));
        Buffer.BlockCopy(bytes, 0, _values, 0, bytes.Length);
    }

    public IWeightSource Weights => throw new NotSupportedException("A table has no tensors.");

    public void Dispose() { }

    public string? FindNonFiniteWeight() => Array.TrueForAll(_values, double.IsFinite) ? null : "table.values";

    /// <summary>A hash of the weights.</summary>
    public ulong Hash() => _values.Aggregate(14695981039346656037UL, (hash, z) => (hash ^ BitConverter.DoubleToUInt64Bits(z)) * 1099511628211UL);
}
