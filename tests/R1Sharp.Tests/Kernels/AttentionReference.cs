using R1Sharp.Numerics.Kernels;

namespace R1Sharp.Tests.Kernels;

/// <summary>Attention and its gradient in double precision, written as the equations read.</summary>
sealed class AttentionReference(AttentionShape shape, int[] starts, bool causal = true)
{
    readonly double _scale = 1 / Math.Sqrt(shape.HeadSize);

    /// <summary>Output, T x H·D, of qkv, T x (H + 2 KV)·D.</summary>
    public double[] Forward(double[] qkv)
    {
        var output = new double[starts[^1] * shape.OutputColumns];
        ForEachQuery((row, head, first, last) =>
        {
            double[] p = Probabilities(qkv, row, head, first, last);
            for (int key = first; key < last; key++)
                for (int d = 0; d < shape.HeadSize; d++)
                    output[row * shape.OutputColumns + head * shape.HeadSize + d] += p[key - first] * qkv[Value(key, head) + d];
        });
        return output;
    }

    /// <summary>Gradient towards qkv.</summary>
    public double[] Backward(double[] qkv, double[] dOutput)
    {
        var gradient = new double[qkv.Length];
        ForEachQuery((row, head, first, last) =>
        {
            double[] p = Probabilities(qkv, row, head, first, last);
            int at = row * shape.OutputColumns + head * shape.HeadSize;
            double[] dP = [.. Enumerable.Range(first, last - first).Select(key => Dot(dOutput, at, qkv, Value(key, head)))];
            double delta = Truth.Dot(p, dP);
            for (int key = first; key < last; key++)
            {
                double dScore = p[key - first] * (dP[key - first] - delta) * _scale;
                for (int d = 0; d < shape.HeadSize; d++)
                {
                    gradient[Value(key, head) + d] += p[key - first] * dOutput[at + d];
                    gradient[Query(row, head) + d] += dScore * qkv[Key(key, head) + d];
                    gradient[Key(key, head) + d] += dScore * qkv[Query(row, head) + d];
                }
            }
        });
        return gradient;
    }

    void ForEachQuery(Action<int, int, int, int> body)
    {
        for (int s = 0; s + 1 < starts.Length; s++)
            for (int row = starts[s]; row < starts[s + 1]; row++)
                for (int head = 0; head < shape.HeadCount; head++)
                    body(row, head, starts[s] + shape.FirstKey(row - starts[s]), causal ? row + 1 : starts[s + 1]);
    }

    double[] Probabilities(double[] qkv, int row, int head, int first, int last)
    {
        double[] scores = [.. Enumerable.Range(first, last - first).Select(key => _scale * Dot(qkv, Query(row, head), qkv, Key(key, head)))];
        double max = scores.Max(), sum = scores.Sum(s => Math.Exp(s - max));
        return [.. scores.Select(s => Math.Exp(s - max) / sum)];
    }

    double Dot(double[] a, int aStart, double[] b, int bStart) => Truth.Dot(a.AsSpan(aStart, shape.HeadSize), b.AsSpan(bStart, shape.HeadSize));

    int Query(int row, int head) => row * shape.QkvColumns + head * shape.HeadSize;

    int Key(int row, int head) => row * shape.QkvColumns + (shape.HeadCount + head / shape.GroupSize) * shape.HeadSize;

    int Value(int row, int head) => Key(row, head) + shape.KeyValueHeadCount * shape.HeadSize;
}
