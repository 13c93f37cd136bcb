using R1Sharp.Learning.Model;
using R1Sharp.Learning.Policies;

namespace R1Sharp.Tests.Engines;

/// <summary>A network with a scalar head of the second engine.</summary>
sealed class BigramScalarModel(BigramWeights weights) : IScalarModel
{
    public IWeightSource Weights => weights;

    public float[][] Values(IReadOnlyList<TokenSequence> sequences) =>
        [.. sequences.Select(s => s.Targets.Select(t => weights.Outputs(weights.State(s.Tokens[t - 1], Before(s, t)))[0]).ToArray())];

    public void Backward(IReadOnlyList<TokenSequence> sequences, ValueLoss loss)
    {
        var values = Values(sequences);
        for (int i = 0; i < sequences.Count; i++)
        {
            var dValues = new float[values[i].Length];
            loss(i, values[i], dValues);
            for (int t = 0; t < dValues.Length; t++)
                weights.Backward(sequences[i].Tokens[sequences[i].Targets[t] - 1], Before(sequences[i], sequences[i].Targets[t]), [dValues[t]]);
        }
    }

    public double Update(double learningRate) => weights.Update(learningRate);

    public IFrozenScalarModel Freeze() => new BigramScalarModel(new BigramWeights(weights));

    public void ResetOptimizer(OptimizerOptions options) { }

    public void SaveState(string directory) => weights.Save(directory);

    public void LoadState(string directory)
    {
        using var saved = WeightSources.Open(directory, OutputHead.Scalar);
        weights.CopyFrom(new BigramWeights(saved));
    }

    public string? FindNonFiniteWeight() => weights.FindNotFinite();

    public void Dispose() { }

    static int? Before(TokenSequence sequence, int target) => target > 1 ? sequence.Tokens[target - 2] : null;
}
