// The golden files as the tests read them: what PyTorch said in float64 about tiny networks.

using System.Text.Json;
using R1Sharp.Learning.Model.SafeTensors;
using R1Sharp.Learning.Policies;

namespace R1Sharp.Tests.Model;

/// <summary>One network of the folder Golden (see make_golden.py and make_architectures.py there for what the numbers are).</summary>
sealed class Golden
{
    static readonly JsonSerializerOptions SnakeCase = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public Golden(string name)
    {
        Directory = Path.Combine(AppContext.BaseDirectory, "Golden", name);
        Expected = JsonSerializer.Deserialize<ExpectedResults>(File.ReadAllText(Path.Combine(Directory, "expected.json")), SnakeCase)!;
    }

    /// <summary>A Hugging Face folder.</summary>
    public string Directory { get; }

    public ExpectedResults Expected { get; }

    public TokenSequence[] Sequences => [.. Expected.Sequences.Select(s => new TokenSequence(s.Tokens, s.Targets))];

    /// <summary>The tensors of one of the folder's files.</summary>
    public Dictionary<string, double[]> Tensors(string file)
    {
        var tensors = new Dictionary<string, double[]>();
        using var stored = SafeTensorsFile.Open(Path.Combine(Directory, file));
        foreach (var entry in stored.Header.Tensors)
            tensors[entry.Name] = [.. stored.Values(entry).Select(v => (double)v)];
        return tensors;
    }

    /// <summary>The golden loss: Σ a · log π + b · H of every sequence.</summary>
    public void Loss(int sequence, ReadOnlySpan<float> logProbs, ReadOnlySpan<float> entropies, Span<float> dLogProbs, Span<float> dEntropies)
    {
        for (int i = 0; i < dLogProbs.Length; i++)
            (dLogProbs[i], dEntropies[i]) = ((float)Expected.Sequences[sequence].A[i], (float)Expected.Sequences[sequence].B[i]);
    }

    public sealed record ExpectedResults(double Temperature, double Loss, ExpectedSequence[] Sequences, ExpectedOptimizer Optimizer, double[] Losses, double[] Norms);

    public sealed record ExpectedSequence(int[] Tokens, int[] Targets, double[] A, double[] B, double[] LogProbs, double[] Entropies);

    public sealed record ExpectedOptimizer(double Lr, double Beta1, double Beta2, double Epsilon, double WeightDecay, double MaxNorm, int Steps);
}
