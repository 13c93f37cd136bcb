using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using R1Sharp.Learning.Tokenization;
using R1Sharp.Learning.Tokenization.Normalization;
using Xunit;

namespace R1Sharp.Tests.Tokenization;

/// <summary>The same ids as Hugging Face's library, for four families and real texts (golden file and its script).</summary>
public sealed class HuggingFaceAgreementTests
{
    static readonly JsonElement Golden = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Golden/Tokenization/tokenizer_ids.json"))).RootElement;

    [Theory, MemberData(nameof(SharedTokenizers.Names), MemberType = typeof(SharedTokenizers))]
    public void Gives_the_same_ids_for_awkward_texts(string name)
    {
        var tokenizer = SharedTokenizers.Load(name);
        var texts = Golden.GetProperty("texts").EnumerateArray().Select(text => text.GetString()!);
        var expected = Golden.GetProperty("ids").GetProperty(name).EnumerateArray().Select(ids => ids.GetString()!);
        foreach (var (text, ids) in texts.Zip(expected))
            Assert.Equal($"{JsonSerializer.Serialize(text)} {ids}", $"{JsonSerializer.Serialize(text)} {string.Join(' ', tokenizer.Encode(text))}");
    }

    [Theory, MemberData(nameof(SharedTokenizers.Names), MemberType = typeof(SharedTokenizers))]
    public void Gives_the_same_ids_for_every_benchmark(string name)
    {
        var tokenizer = SharedTokenizers.Load(name);
        foreach (var file in Golden.GetProperty("benchmarks").GetProperty(name).EnumerateObject())
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            long count = 0;
            foreach (string line in File.ReadAllText(SharedTokenizers.Path("benchmarks", file.Name)).Split('\n'))
            {
                int[] tokens = tokenizer.Encode(line);
                count += tokens.Length;
                hash.AppendData(MemoryMarshal.AsBytes(tokens.AsSpan()));
            }
            Assert.Equal((file.Name, file.Value.GetProperty("count").GetInt64()), (file.Name, count));
            Assert.Equal(file.Value.GetProperty("sha256").GetString(), Convert.ToHexStringLower(hash.GetHashAndReset()));
        }
    }

    [Theory, MemberData(nameof(SharedTokenizers.Names), MemberType = typeof(SharedTokenizers))]
    public void Decoding_gives_back_every_benchmark(string name)
    {
        var tokenizer = SharedTokenizers.Load(name);
        foreach (string path in Directory.GetFiles(SharedTokenizers.Path("benchmarks")))
            foreach (string line in File.ReadLines(path).Take(200))
                Assert.Equal(name == "qwen2.5" ? UnicodeNormalization.FormC(line).ToString() : line, tokenizer.Decode(tokenizer.Encode(line)));
    }

    [Theory]
    [InlineData("gpt2", 50257, "<|endoftext|>")]
    [InlineData("qwen2.5", 151665, "<|im_end|>")]
    [InlineData("llama-3-instruct", 128256, "<|eot_id|>")]
    [InlineData("deepseek-v3", 128815, "<｜end▁of▁sentence｜>")]
    public void Knows_its_size_and_its_end_of_text(string name, int size, string endOfText)
    {
        var tokenizer = SharedTokenizers.Load(name);
        Assert.Equal(size, tokenizer.VocabularySize);
        Assert.Equal(tokenizer.TokenId(endOfText), tokenizer.EndOfTextId);
        Assert.Equal(endOfText, tokenizer.TokenText(tokenizer.EndOfTextId));
        Assert.Equal(name != "gpt2", tokenizer.ChatTemplate is not null);
    }

    [Theory, MemberData(nameof(SharedTokenizers.Names), MemberType = typeof(SharedTokenizers))]
    public void Saved_and_loaded_it_is_the_same(string name)
    {
        var tokenizer = SharedTokenizers.Load(name);
        using var directory = new TemporaryDirectory();
        tokenizer.Save(directory.Path);
        var again = Tokenizer.Load(directory.Path);
        foreach (var text in Golden.GetProperty("texts").EnumerateArray().Select(text => text.GetString()!))
            Assert.Equal(tokenizer.Encode(text), again.Encode(text));
        Assert.Equal((tokenizer.ChatTemplate, tokenizer.EndOfTextId, tokenizer.VocabularySize), (again.ChatTemplate, again.EndOfTextId, again.VocabularySize));
    }
}
