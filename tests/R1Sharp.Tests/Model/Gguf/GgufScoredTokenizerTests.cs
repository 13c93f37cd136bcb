using System.Text.Json.Nodes;
using R1Sharp.Learning;
using R1Sharp.Learning.Model.Gguf;
using R1Sharp.Learning.Tokenization;
using R1Sharp.Tests.Tokenization;
using Xunit;

namespace R1Sharp.Tests.Model.Gguf;

/// <summary>Tokenizers with scores: what llama.cpp makes of a file, the file read here makes too.</summary>
public sealed class GgufScoredTokenizerTests : IDisposable
{
    readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    static string[] Texts => [.. PieceTokenizers.Golden.GetProperty("texts").EnumerateArray().Select(text => text.GetString()!)];

    [Theory]
    [InlineData("llama-2")]
    [InlineData("yi")]
    [InlineData("gemma")]
    public void Exported_and_read_again_it_is_the_same(string shape)
    {
        var tokenizer = Scored(shape);
        using var model = GgufModel.Open(Export(shape, tokenizer));
        foreach (string text in Texts)
        {
            Assert.Equal($"{text}: {string.Join(' ', tokenizer.EncodeWithSpecial(text))}", $"{text}: {string.Join(' ', model.Tokenizer.EncodeWithSpecial(text))}");
            Assert.Equal(tokenizer.Decode(tokenizer.Encode(text)), model.Tokenizer.Decode(model.Tokenizer.Encode(text)));
        }
    }

    [Fact]
    public void Llama_cpp_gives_the_same_ids()
    {
        string[] shapes = ["llama-2", "yi"];
        // It takes NUL for the end of a text.
        string[] texts = [.. Texts.Where(text => !text.Contains('\0') && text.Length > 0)];
        var answers = LlamaJudge.Ask([.. shapes.Select(shape => new LlamaQuestion(Export(shape, Scored(shape)), texts, [], 0, []))]);
        foreach (var (shape, answer) in shapes.Zip(answers))
        {
            Assert.True(answer.Error is null, $"{answer.Error} {string.Join(" ", answer.Log ?? [])}");
            foreach (var (text, ids) in texts.Zip(answer.Ids))
                Assert.Equal($"{shape} {text}: {string.Join(' ', Scored(shape).Encode(text))}", $"{shape} {text}: {string.Join(' ', ids)}");
        }
    }

    [Theory]
    [InlineData("llama-2", "llama.cpp would give other tokens")]
    [InlineData("mistral-v0.3", "cuts texts before they are merged")]
    [InlineData("phi-3", "with the white space beside it")]
    public void What_scores_cannot_say_is_refused(string shape, string message) =>
        Assert.Contains(message, Assert.Throws<UserErrorException>(() => Export(shape, PieceTokenizers.Load(shape))).Message);

    // The shape's pieces, with all ways to cut them as merges, as transformers converts SentencePiece's files.
    static Tokenizer Scored(string shape)
    {
        var file = PieceTokenizers.File(shape);
        var vocabulary = file["model"]!["vocab"]!.AsObject();
        var added = file["added_tokens"]!.AsArray().Select(token => token!["content"]!.GetValue<string>()).ToHashSet();
        var pieces = vocabulary.Where(entry => !added.Contains(entry.Key)).ToDictionary(entry => entry.Key, entry => -(float)entry.Value!.GetValue<int>());
        file["model"]!["merges"] = new JsonArray([.. GgufScoredTokenizer.Merges(pieces).Select(merge => new JsonArray(merge.Left, merge.Right))]);
        return PieceTokenizers.Read(file.ToJsonString(), ("tokenizer_config.json", """{"bos_token":"BOS","eos_token":"EOS","unk_token":"<unk>"}"""
            .Replace("BOS", shape == "gemma" ? "<bos>" : "<s>").Replace("EOS", shape == "gemma" ? "<eos>" : "</s>")));
    }

    string Export(string name, Tokenizer tokenizer)
    {
        string path = Path.Combine(_directory.Path, name + ".gguf");
        var shape = GgufExamples.Shape("llama", GgufExamples.Miniature, 0) with { VocabularySize = tokenizer.VocabularySize, HiddenSize = 32, HeadCount = 1, KeyValueHeadCount = 1, LayerCount = 1, TieWordEmbeddings = true, OtherEndIds = [], EndOfTextId = 2 };
        GgufExport.Write(path, shape, tokenizer, (_, _, to) => to.Clear(), new() { Type = GgufTensorType.Q8 });
        return path;
    }
}
