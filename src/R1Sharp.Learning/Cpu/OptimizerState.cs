// The moments of AdamW, and one step over all parameters in segments that no number of threads changes.

using R1Sharp.Learning.Model;
using R1Sharp.Learning.Model.SafeTensors;
using R1Sharp.Learning.Policies;
using R1Sharp.Numerics.Optimizers;
using R1Sharp.Numerics.Parallelism;

namespace R1Sharp.Learning.Cpu;

/// <summary>Moments and step count.</summary>
sealed class OptimizerState : IDisposable
{
    const int SegmentLength = 16384;

    // Of AdamW, a parameter.
    const double UpdateFlops = 16;

    const string File = "optimizer.safetensors", FirstPrefix = "first_moment.", SecondPrefix = "second_moment.";

    readonly Weights _first;
    readonly Weights _second;
    readonly WorkerPool _pool;
    readonly (long Offset, int Length, bool Decays)[] _segments;
    readonly double[] _squares;
    long _step;

    public OptimizerState(Weights weights, WorkerPool pool)
    {
        _pool = pool;
        _first = new Weights(weights.Options, weights.Layout);
        _second = new Weights(weights.Options, weights.Layout);
        _segments = [.. weights.Layout.Tensors.SelectMany(Segments)];
        _squares = new double[_segments.Length];
    }

    /// <summary>Folds the lanes, clips, updates the weights, clears the gradient; returns the norm before clipping.</summary>
    public double Step(Weights weights, IReadOnlyList<Weights> lanes, double learningRate, OptimizerOptions options)
    {
        if (lanes.Count == 0)
            return 0;
        _pool.For(_segments.Length, i => (lanes.Count + 1.0) * _segments[i].Length, i => _squares[i] = FoldLanes(_segments[i], lanes));
        double norm = Math.Sqrt(_squares.Sum());
        if (!double.IsFinite(norm))
        {
            lanes[0].Values.Clear();
            return norm;
        }
        _step++;
        double scale = options.MaxGradientNorm is { } most && norm > most ? most / norm : 1;
        var step = new AdamWStep(learningRate, options.Beta1, options.Beta2, options.Epsilon, options.WeightDecay, _step, scale);
        _pool.For(_segments.Length, i => UpdateFlops * _segments[i].Length, i => Update(_segments[i], weights, lanes[0], step));
        return norm;
    }

    /// <summary>Moments and step count as at the beginning.</summary>
    public void Reset()
    {
        _first.Values.Clear();
        _second.Values.Clear();
        _step = 0;
    }

    public void Save(string directory) => SafeTensorsWriter.Write(Path.Combine(directory, File),
        [.. CheckpointTensors.Sources(_first, FirstPrefix, WeightType.F32), .. CheckpointTensors.Sources(_second, SecondPrefix, WeightType.F32)],
        [new("step", _step.ToString(System.Globalization.CultureInfo.InvariantCulture))]);

    public void Load(string directory)
    {
        string path = Path.Combine(directory, File);
        using var file = SafeTensorsFile.Open(path);
        (string Prefix, Weights Block)[] blocks = [(FirstPrefix, _first), (SecondPrefix, _second)];
        var expected = blocks.SelectMany(b => b.Block.Layout.Tensors.Select(t => (Name: b.Prefix + t.Name, t))).ToDictionary(t => t.Name, t => t.t);
        var stored = CheckpointTensors.Match(path, file.Header.Tensors.Select(t => new StoredTensor(file, t)), expected);
        foreach (var (prefix, block) in blocks)
            foreach (var tensor in block.Layout.Tensors)
                file.Read(stored[prefix + tensor.Name].Entry, 0, block.Tensor(tensor));
        if (!long.TryParse(file.Header.MetadataOf("step"), System.Globalization.CultureInfo.InvariantCulture, out _step))
            throw new UserErrorException($"{path} does not say how many steps were taken: the checkpoint is damaged.");
    }

    public void Dispose()
    {
        _first.Dispose();
        _second.Dispose();
    }

    static IEnumerable<(long, int, bool)> Segments(ParameterTensor tensor)
    {
        for (long at = 0; at < tensor.Length; at += SegmentLength)
            yield return (tensor.Offset + at, (int)Math.Min(SegmentLength, tensor.Length - at), tensor.IsMatrix);
    }

    static double FoldLanes((long Offset, int Length, bool Decays) segment, IReadOnlyList<Weights> lanes)
    {
        var sum = lanes[0].Values.Span(segment.Offset, segment.Length);
        for (int lane = 1; lane < lanes.Count; lane++)
            Gradients.Fold(sum, lanes[lane].Values.Span(segment.Offset, segment.Length));
        return Gradients.SumOfSquares(sum);
    }

    void Update((long Offset, int Length, bool Decays) segment, Weights weights, Weights gradient, AdamWStep step)
    {
        var g = gradient.Values.Span(segment.Offset, segment.Length);
        AdamW.Update(weights.Values.Span(segment.Offset, segment.Length), g, _first.Values.Span(segment.Offset, segment.Length),
            _second.Values.Span(segment.Offset, segment.Length), segment.Decays ? step : step with { WeightDecay = 0 });
        g.Clear();
    }
}
