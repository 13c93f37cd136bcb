// Small networks with random weights, and tokenizers for them.

using R1Sharp.Learning.Miniature.World;
using R1Sharp.Learning.Model;
using R1Sharp.Learning.Model.Architectures;
using R1Sharp.Learning.Model.Gguf;
using R1Sharp.Learning.Tokenization;

namespace R1Sharp.Tests.Model.Gguf;

/// <summary>Models to export.</summary>
static class GgufExamples
{
    static readonly Lazy<Tokenizer> Trained = new(() =>
    {
        var world = new MiniatureWorld(new());
        return TokenizerTrainer.Train(Enumerable.Range(0, 200).Select(i => world.Document(1, i)), new() { VocabularySize = 400 });
    });

    /// <summary>A tokenizer as runs of the miniature world train it.</summary>
    public static Tokenizer Miniature => Trained.Value;

    /// <summary>
    /// A shape of each architecture. The initial deviation is ten times that of real networks: with it the greedy choice
    /// depends on the whole context, and the most probable token leads by far more than rounding.
    /// </summary>
    /// <param name="name">qwen2, qwen3, llama or olmo2; "llama linear", "llama llama3", "llama yarn", "llama biases", "qwen2 yarn".</param>
    /// <param name="tokenizer">Its tokenizer.</param>
    /// <param name="spareRows">Rows of the embedding without a token.</param>
    public static ModelOptions Shape(string name, Tokenizer tokenizer, int spareRows = 7)
    {
        var plain = Plain(name.Split(' ')[0], tokenizer, spareRows);
        return name.Split(' ')[^1] switch
        {
            "linear" => plain with { RopeScaling = new LinearRopeScaling(4) },
            // Short original lengths, so that the sequences of the tests reach all parts of the ramps.
            "llama3" => plain with { RopeScaling = new Llama3RopeScaling(8, 1, 4, 64), RopeTheta = 10_000 },
            "yarn" => plain with { RopeScaling = new YarnRopeScaling(4, 64) { AttentionFactor = name.StartsWith("llama", StringComparison.Ordinal) ? 1.25 : null, BetaFast = 16 } },
            "biases" => plain with { Architecture = new Llama { AttentionBias = true, FeedForwardBias = true } },
            _ => plain,
        };
    }

    /// <summary>Every name that <see cref="Shape"/> knows.</summary>
    public static string[] Names => ["qwen2", "qwen3", "llama", "llama linear", "llama llama3", "llama yarn", "llama biases", "qwen2 yarn", "olmo2"];

    static ModelOptions Plain(string architecture, Tokenizer tokenizer, int spareRows) => new()
    {
        VocabularySize = tokenizer.VocabularySize + spareRows,
        HiddenSize = 64,
        IntermediateSize = 96,
        LayerCount = 2,
        HeadCount = 4,
        KeyValueHeadCount = 2,
        // llama.cpp's Qwen2 and OLMo 2 want heads that make up the hidden size, and the latter a head of its own.
        HeadSize = architecture is "qwen2" or "olmo2" ? 16 : 32,
        MaxPositions = 256,
        RopeTheta = architecture == "qwen2" ? 1_000_000 : 500_000,
        RmsNormEpsilon = architecture == "qwen2" ? 1e-6 : 1e-5,
        TieWordEmbeddings = architecture is "qwen2" or "qwen3",
        Architecture = architecture switch { "qwen2" => new Qwen2(), "qwen3" => new Qwen3(), "olmo2" => new Olmo2(), _ => new Llama() },
        InitializerRange = 0.2,
        EndOfTextId = tokenizer.EndOfTextId,
        OtherEndIds = architecture == "llama" ? [3, 5] : [],
    };

    /// <summary>Random weights; vectors too, whose initial values would hide a mistake.</summary>
    public static Weights Random(ModelOptions options)
    {
        var weights = new Weights(options, new ParameterLayout(options));
        weights.Initialize(7);
        foreach (var tensor in weights.Layout.Tensors.Where(t => !t.IsMatrix))
        {
            var random = new Random(tensor.Name.Length + tensor.Columns);
            foreach (ref float value in weights.Tensor(tensor)) value += (float)(0.6 * random.NextDouble() - 0.3);
        }
        return weights;
    }

    /// <summary>Writes a network with random weights as a GGUF file, and returns the file's path.</summary>
    public static string Export(string directory, ModelOptions options, Tokenizer tokenizer, GgufTensorType type = GgufTensorType.F32, string name = "model")
    {
        using var weights = Random(options);
        string path = Path.Combine(directory, name + ".gguf");
        GgufExport.Write(path, options, tokenizer, weights.Read, new() { Type = type, Name = name });
        return path;
    }
}
