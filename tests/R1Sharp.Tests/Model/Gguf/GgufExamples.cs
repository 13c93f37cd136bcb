// Small networks with random weights, and tokenizers for them.

using R1Sharp.Learning.Miniature;
using R1Sharp.Learning.Model;
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
    public static ModelOptions Shape(string architecture, Tokenizer tokenizer, int spareRows = 7) => new()
    {
        VocabularySize = tokenizer.VocabularySize + spareRows,
        HiddenSize = 64,
        IntermediateSize = 96,
        LayerCount = 2,
        HeadCount = 4,
        KeyValueHeadCount = 2,
        // llama.cpp's Qwen2 wants heads that make up the hidden size.
        HeadSize = architecture == "qwen2" ? 16 : 32,
        MaxPositions = 256,
        RopeTheta = architecture == "qwen2" ? 1_000_000 : 500_000,
        RmsNormEpsilon = architecture == "qwen2" ? 1e-6 : 1e-5,
        TieWordEmbeddings = architecture == "qwen2",
        AttentionBias = architecture == "qwen2",
        InitializerRange = 0.2,
        EndOfTextId = tokenizer.EndOfTextId,
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
