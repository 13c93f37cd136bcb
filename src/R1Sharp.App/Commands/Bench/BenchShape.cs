// The networks and batches that the benchmarks measure; bench/peers/peer.py holds the same for PyTorch.

using R1Sharp.Learning;
using R1Sharp.Learning.Model;

namespace R1Sharp.App.Commands.Bench;

/// <summary>One of the benchmark's networks with its batches.</summary>
/// <param name="Name">S, M or L.</param>
/// <param name="Model">The network.</param>
/// <param name="TrainRows">Sequences of a training step.</param>
/// <param name="TrainTokens">Tokens of each.</param>
/// <param name="Rows">Completions generated together.</param>
/// <param name="PromptTokens">Tokens of each prompt.</param>
/// <param name="NewTokens">Tokens of each completion.</param>
sealed record BenchShape(string Name, ModelOptions Model, int TrainRows, int TrainTokens, int Rows, int PromptTokens, int NewTokens)
{
    static readonly BenchShape[] All =
    [
        new("S", Network(512, 128, 4, 4, 2, 384), 64, 256, 128, 32, 128),
        new("M", Network(4096, 256, 6, 8, 4, 768), 16, 512, 64, 64, 64),
        new("L", Network(32000, 512, 8, 8, 4, 1536), 4, 512, 16, 64, 32),
    ];

    /// <summary>The names, smallest first.</summary>
    public static IEnumerable<string> Names => All.Select(s => s.Name);

    /// <summary>Number of parameters, the tied head counted once.</summary>
    public long Parameters => new ParameterLayout(Model).ParameterCount;

    /// <exception cref="UserErrorException">There is no such shape.</exception>
    public static BenchShape Find(string name) => All.FirstOrDefault(s => s.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
        ?? throw new UserErrorException($"--shape {name} is unknown: give one of {string.Join(", ", Names)}.");

    static ModelOptions Network(int vocabulary, int hidden, int layers, int heads, int keyValueHeads, int intermediate) => new()
    {
        VocabularySize = vocabulary,
        HiddenSize = hidden,
        LayerCount = layers,
        HeadCount = heads,
        KeyValueHeadCount = keyValueHeads,
        HeadSize = hidden / heads,
        IntermediateSize = intermediate,
        MaxPositions = 1024,
    };
}
