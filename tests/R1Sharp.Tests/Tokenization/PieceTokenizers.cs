// Small tokenizers made after SentencePiece, in the shapes in which Llama 2 and others publish theirs (golden file and its script).

using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using R1Sharp.Learning.Tokenization;
using Xunit;

namespace R1Sharp.Tests.Tokenization;

/// <summary>The tokenizers of the golden file.</summary>
static class PieceTokenizers
{
    static readonly ConcurrentDictionary<string, Tokenizer> Loaded = new();

    /// <summary>The golden file.</summary>
    public static JsonElement Golden { get; } = JsonDocument.Parse(System.IO.File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Golden/Tokenization/piece_tokenizers.json"))).RootElement;

    /// <summary>Names of the shapes.</summary>
    public static TheoryData<string> Names => ["llama-2", "phi-3", "mistral-v0.3", "yi", "gemma"];

    /// <summary>The content of a shape's tokenizer.json.</summary>
    public static JsonObject File(string name) => JsonObject.Create(Golden.GetProperty("tokenizers").GetProperty(name))!;

    /// <summary>A shape's tokenizer.</summary>
    public static Tokenizer Load(string name) => Loaded.GetOrAdd(name, _ => Read(File(name).ToJsonString()));

    /// <summary>The tokenizer of a tokenizer.json, and of further files beside it.</summary>
    public static Tokenizer Read(string file, params (string Name, string Content)[] others)
    {
        using var directory = new TemporaryDirectory();
        foreach (var (name, content) in others) directory.With(name, content);
        return Tokenizer.Load(directory.With("tokenizer.json", file));
    }
}
