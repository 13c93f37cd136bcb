using R1Sharp.Learning.Model;
using R1Sharp.Learning.Model.Architectures;
using R1Sharp.Learning.Model.Parts;
using Xunit;

namespace R1Sharp.Tests.Model;

/// <summary>What the parts say of themselves: names, work, memory.</summary>
public sealed class NetworkPartsTests
{
    static readonly ModelOptions s_shape = new()
    {
        VocabularySize = 100,
        HiddenSize = 24,
        IntermediateSize = 40,
        LayerCount = 3,
        HeadCount = 4,
        KeyValueHeadCount = 2,
        HeadSize = 8,
        SlidingWindow = 5,
        SlidingLayers = [1],
    };

    public static TheoryData<string> Architectures => [.. ArchitectureCatalog.GgufFormats.Select(f => f.ModelType)];

    [Theory]
    [MemberData(nameof(Architectures))]
    public void Every_tensor_has_a_name_of_its_own_in_both_kinds_of_files(string name)
    {
        var tensors = new ParameterLayout(s_shape with { Architecture = Fresh(name), TieWordEmbeddings = false }).Tensors;
        Assert.Equal(tensors.Count, tensors.Select(t => t.Name).Distinct().Count());
        Assert.Equal(tensors.Count, tensors.Select(t => t.GgufName).Distinct().Count());
        Assert.DoesNotContain(tensors, t => t.GgufName is null);
        Assert.Equal(["model.layers.1.self_attn.k_proj.weight", "model.layers.1.self_attn.q_proj.weight"],
            tensors.Where(t => t.IsRotated && t.IsMatrix && t.Name.Contains(".1.", StringComparison.Ordinal)).Select(t => t.Name).Order());
    }

    [Fact]
    public void Work_is_that_of_the_matrices_and_of_what_is_looked_at()
    {
        foreach (bool tied in new[] { true, false })
        {
            var shape = s_shape with { TieWordEmbeddings = tied };
            var parts = new NetworkParts(shape);
            long matrices = new ParameterLayout(shape).Tensors.Where(t => t.IsMatrix).Sum(t => t.Length) - (tied ? 0 : 100 * 24);
            Assert.Equal(2 * matrices, parts.Flops(seen: 0));
            // Scores and weighted values, 2 operations each, of 32 columns; the second layer sees five positions at most.
            Assert.Equal(2 * matrices + 4 * 32 * (10 + 5 + 10), parts.Flops(seen: 10));
        }
    }

    [Fact]
    public void Memory_is_what_is_kept_and_cached()
    {
        var parts = new NetworkParts(s_shape);
        // Each layer: two norms with 1 / rms, queries to values, what attention gives with its maxima and sums, the stream
        // between, gates and ups, and what is activated.
        const int Layer = 2 * (24 + 1) + 8 * 8 + 4 * 8 + 2 * 4 + 24 + 2 * 40 + 40;
        Assert.Equal(3 * Layer + 1 + 4 * 24, parts.KeptFloats(checkpointing: false));
        Assert.Equal(Layer + 4 * 24, parts.KeptFloats(checkpointing: true));
        Assert.Equal(3 * 2 * 32 * 2 * 8, parts.PageFloats);
    }

    [Theory]
    [InlineData(nameof(Olmo2))]
    [InlineData(nameof(Qwen3))]
    public void An_architecture_is_known_to_its_own_file_and_to_the_catalog_alone(string name)
    {
        string source = Path.Combine(Commands.Cli.Home, "src");
        var knowing = Directory.EnumerateFiles(source, "*.cs", SearchOption.AllDirectories).Where(file => Names(file).Contains(name)).Select(Path.GetFileName);
        Assert.Equal(["ArchitectureCatalog.cs", $"{name}.cs"], knowing.Order(StringComparer.Ordinal));

        static IEnumerable<string> Names(string file) => File.ReadLines(file).Where(line => !line.TrimStart().StartsWith("//", StringComparison.Ordinal))
            .SelectMany(line => System.Text.RegularExpressions.Regex.Matches(line, @"\w+")).Select(match => match.Value);
    }

    static ModelArchitecture Fresh(string name) => name switch
    {
        "qwen2" => new Qwen2(),
        "qwen3" => new Qwen3 { AttentionBias = true },
        "llama" => new Llama { AttentionBias = true, FeedForwardBias = true },
        "olmo2" => new Olmo2 { AttentionBias = true },
        _ => throw new ArgumentException(name),
    };
}
