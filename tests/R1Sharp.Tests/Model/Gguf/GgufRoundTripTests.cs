using R1Sharp.Learning;
using R1Sharp.Learning.Cpu;
using R1Sharp.Learning.Model;
using R1Sharp.Learning.Model.Architectures;
using R1Sharp.Learning.Model.Gguf;
using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Tokenization;
using R1Sharp.Tests.Kernels;
using R1Sharp.Tests.Tokenization;
using Xunit;

namespace R1Sharp.Tests.Model.Gguf;

/// <summary>What is exported is read again: shape, weights, tokenizer.</summary>
public sealed class GgufRoundTripTests : IDisposable
{
    public static TheoryData<string> Names => [.. GgufExamples.Names];

    readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [MemberData(nameof(Names))]
    public void In_32_bits_everything_comes_back(string architecture)
    {
        var shape = GgufExamples.Shape(architecture, GgufExamples.Miniature);
        using var expected = GgufExamples.Random(shape);
        using var model = GgufModel.Open(GgufExamples.Export(_directory.Path, shape, GgufExamples.Miniature));
        Assert.Equal(shape with { PadId = model.Options.PadId, InitializerRange = model.Options.InitializerRange, BeginOfTextId = model.Options.BeginOfTextId }, model.Options);
        using var weights = new Weights(model.Options, new ParameterLayout(model.Options));
        model.CopyTo(weights);
        Bits.Equal(expected.Values.Span(0, (int)expected.Values.Length), weights.Values.Span(0, (int)weights.Values.Length));
        Assert.Single(Directory.GetFiles(_directory.Path));
    }

    [Fact]
    public void An_imported_folder_generates_what_the_file_generates()
    {
        string file = GgufExamples.Export(_directory.Path, GgufExamples.Shape("llama", GgufExamples.Miniature), GgufExamples.Miniature);
        string folder = Path.Combine(_directory.Path, "imported");
        using var pool = new CpuEngine(1);
        using var model = GgufModel.Open(file);
        CheckpointWriter.Save(folder, model.Options, model.Read);
        model.Tokenizer.Save(folder);
        using var direct = pool.Load(model);
        using var imported = pool.Load(folder);
        var request = new GenerationRequest { Prompt = Tokenizer.Load(folder).Encode("Take 7,+5."), Sampling = new() { Temperature = 0, MaxCompletionTokens = 20 } };
        Assert.Equal(direct.Generate([request])[0][0].Tokens, imported.Generate([request])[0][0].Tokens);
    }

    [Fact]
    public void The_tokenizer_trained_here_comes_back()
    {
        using var model = GgufModel.Open(GgufExamples.Export(_directory.Path, GgufExamples.Shape("qwen2", GgufExamples.Miniature), GgufExamples.Miniature));
        Same(GgufExamples.Miniature, model.Tokenizer);
        Assert.Equal(GgufExamples.Miniature.ChatTemplate, model.Tokenizer.ChatTemplate);
        Assert.Equal(GgufExamples.Miniature.EndOfTextId, model.Tokenizer.EndOfTextId);
        // Not in form C, which this tokenizer does not bring about.
        Assert.Equal("e\u0301", model.Tokenizer.Decode(model.Tokenizer.Encode("e\u0301")));
    }

    [Theory]
    [InlineData("qwen2.5", "qwen2", false)]
    [InlineData("llama-3-instruct", "llama-bpe", true)]
    [InlineData("deepseek-v3", "deepseek-v3", true)]
    [InlineData("gpt2", "gpt-2", false)]
    public void Real_tokenizers_come_back(string name, string preTokenizer, bool addsBeginning)
    {
        var tokenizer = SharedTokenizers.Load(name);
        var metadata = new GgufMetadata(name);
        GgufTokenizerWriter.Write(metadata, tokenizer, new() { VocabularySize = tokenizer.VocabularySize + 64 });
        Assert.Equal(preTokenizer, metadata.Text("tokenizer.ggml.pre"));
        Assert.Equal(addsBeginning, metadata.Flag("tokenizer.ggml.add_bos_token"));
        Same(tokenizer, GgufTokenizerReader.Read(name, metadata));
    }

    [Fact]
    public void Matrices_take_the_type_vectors_do_not_and_rows_without_whole_blocks_become_f16()
    {
        var shape = GgufExamples.Shape("qwen2", GgufExamples.Miniature) with { IntermediateSize = 100 };
        foreach (var type in Enum.GetValues<GgufTensorType>())
        {
            using var file = GgufFile.Open(GgufExamples.Export(_directory.Path, shape, GgufExamples.Miniature, type));
            Assert.Equal(Stored(type, 64), file.Tensors["token_embd.weight"].Type);
            Assert.Equal(GgufTensorType.F32, file.Tensors["blk.1.attn_norm.weight"].Type);
            Assert.Equal(GgufTensorType.F32, file.Tensors["blk.1.attn_q.bias"].Type);
            Assert.Equal(Stored(type, 100), file.Tensors["blk.0.ffn_down.weight"].Type);
            Assert.All(file.Tensors.Values, tensor => Assert.Equal(0, tensor.Offset % 32));
        }

        static GgufTensorType Stored(GgufTensorType type, int columns) => columns % type.BlockLength() == 0 ? type : GgufTensorType.F16;
    }

    [Fact]
    public void Quantized_files_come_back_as_the_numbers_they_stand_for()
    {
        var shape = GgufExamples.Shape("llama", GgufExamples.Miniature);
        using var exact = GgufExamples.Random(shape);
        using var model = GgufModel.Open(GgufExamples.Export(_directory.Path, shape, GgufExamples.Miniature, GgufTensorType.Q8));
        using var weights = new Weights(shape, new ParameterLayout(shape));
        model.CopyTo(weights);
        foreach (var tensor in weights.Layout.Tensors)
        {
            var (expected, actual) = (exact.Tensor(tensor).ToArray(), weights.Tensor(tensor).ToArray());
            foreach (var (a, b) in expected.Zip(actual)) Assert.True(Math.Abs(a - b) < 0.01, tensor.Name);
            // Any piece alone is what it is in the whole.
            float[] piece = new float[Math.Min(77, actual.Length - 5)];
            model.Read(tensor, 5, piece);
            Assert.Equal(actual[5..(5 + piece.Length)], piece);
        }
    }

    [Fact]
    public void Version_2_is_read_like_version_3()
    {
        string path = GgufExamples.Export(_directory.Path, GgufExamples.Shape("qwen2", GgufExamples.Miniature), GgufExamples.Miniature);
        byte[] bytes = File.ReadAllBytes(path);
        bytes[4] = 2;
        File.WriteAllBytes(path, bytes);
        using var model = GgufModel.Open(path);
        Assert.Equal(64, model.Options.HiddenSize);
    }

    [Theory]
    [InlineData("single_word")]
    [InlineData("lstrip")]
    [InlineData("pattern")]
    public void What_gguf_cannot_say_is_refused(string what)
    {
        GgufExamples.Miniature.Save(_directory.Path);
        string file = Path.Combine(_directory.Path, "tokenizer.json"), json = File.ReadAllText(file);
        File.WriteAllText(file, what == "pattern" ? WithDigitsFirst(json) : ReplaceFirst(json, $"\"{what}\": false", $"\"{what}\": true"));
        var tokenizer = Tokenizer.Load(_directory.Path);
        string message = Assert.Throws<UserErrorException>(() => GgufTokenizerWriter.Write(new("x"), tokenizer, new() { VocabularySize = 1000 })).Message;
        Assert.Contains(what == "pattern" ? "pre-tokenizer" : "cannot say", message);
    }

    [Fact]
    public void What_llama_cpp_does_not_know_of_a_network_is_refused()
    {
        var olmo = GgufExamples.Shape("olmo2", GgufExamples.Miniature);
        (ModelOptions Shape, string Named)[] cases =
        [
            (olmo with { TieWordEmbeddings = true }, "tied heads of OLMo 2"),
            (olmo with { Architecture = new Olmo2 { AttentionBias = true } }, "biases in OLMo 2's attention"),
            (olmo with { HeadSize = 32 }, "4 of 32"),
            (olmo with { RopeScaling = new Llama3RopeScaling(8, 1, 4, 64) }, "outside the architecture llama"),
            (olmo with { Architecture = new Qwen2(), HeadSize = 32 }, "Qwen2 networks whose heads (4 of 32)"),
            (olmo with { Architecture = new Qwen3 { AttentionBias = true } }, "biases in Qwen3's attention"),
        ];
        foreach (var (shape, named) in cases)
            Assert.Contains(named, Assert.Throws<UserErrorException>(() => GgufExamples.Export(_directory.Path, shape, GgufExamples.Miniature)).Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_directory.Path));
    }

    [Fact]
    public void A_tokenizer_larger_than_the_embedding_is_refused()
    {
        var shape = GgufExamples.Shape("qwen2", GgufExamples.Miniature, spareRows: -1);
        Assert.Contains("do not belong together", Assert.Throws<UserErrorException>(() => GgufExamples.Export(_directory.Path, shape, GgufExamples.Miniature)).Message);
        Assert.Empty(Directory.GetFiles(_directory.Path));
    }

    static void Same(Tokenizer expected, Tokenizer actual)
    {
        foreach (string text in LlamaJudge.Texts.Append("<think>ab</think> e\u0301 <|im_start|>"))
        {
            int[] ids = expected.Encode(text);
            Assert.Equal(ids, actual.Encode(text));
            Assert.Equal(expected.Decode(ids), actual.Decode(ids));
            Assert.Equal(expected.Decode(ids, skipSpecial: true), actual.Decode(ids, skipSpecial: true));
        }
    }

    static string WithDigitsFirst(string json)
    {
        int at = json.IndexOf("\"pretokenizers\": [", StringComparison.Ordinal) + "\"pretokenizers\": [".Length;
        return json.Insert(at, """{"type": "Digits", "individual_digits": true},""");
    }

    static string ReplaceFirst(string text, string from, string to)
    {
        int at = text.IndexOf(from, StringComparison.Ordinal);
        return text[..at] + to + text[(at + from.Length)..];
    }
}
