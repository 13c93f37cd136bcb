using System.Text.Json;
using System.Text.Json.Nodes;
using R1Sharp.Learning;
using R1Sharp.Learning.Tokenization;
using Xunit;

namespace R1Sharp.Tests.Tokenization;

/// <summary>Tokenizers made after SentencePiece: the ids and texts of Hugging Face's library, without it (golden file and its script).</summary>
public sealed class PieceTokenizerTests
{
    static string[] Texts => [.. PieceTokenizers.Golden.GetProperty("texts").EnumerateArray().Select(text => text.GetString()!)];

    [Theory, MemberData(nameof(PieceTokenizers.Names), MemberType = typeof(PieceTokenizers))]
    public void Gives_the_same_ids_and_texts(string name)
    {
        var tokenizer = PieceTokenizers.Load(name);
        var ids = PieceTokenizers.Golden.GetProperty("ids").GetProperty(name).EnumerateArray().Select(list => list.GetString()!);
        var decoded = PieceTokenizers.Golden.GetProperty("decoded").GetProperty(name).EnumerateArray().Select(text => text.GetString()!);
        foreach (var (text, expected, back) in Texts.Zip(ids, decoded))
        {
            int[] tokens = tokenizer.Encode(text);
            Assert.Equal($"{JsonSerializer.Serialize(text)} {expected}", $"{JsonSerializer.Serialize(text)} {string.Join(' ', tokens)}");
            Assert.Equal(back, tokenizer.Decode(tokens, skipSpecial: true));
        }
    }

    [Theory, MemberData(nameof(PieceTokenizers.Names), MemberType = typeof(PieceTokenizers))]
    public void Token_by_token_it_is_the_same_text(string name)
    {
        var tokenizer = PieceTokenizers.Load(name);
        var decoder = new StreamingDecoder(tokenizer);
        foreach (string text in Texts)
        {
            int[] tokens = tokenizer.Encode(text);
            Assert.Equal(tokenizer.Decode(tokens), string.Concat(tokens.Select(decoder.Add)) + decoder.Finish());
        }
    }

    [Theory, MemberData(nameof(PieceTokenizers.Names), MemberType = typeof(PieceTokenizers))]
    public void Saved_and_loaded_it_is_the_same(string name)
    {
        var tokenizer = PieceTokenizers.Load(name);
        using var directory = new TemporaryDirectory();
        tokenizer.Save(directory.Path);
        var again = Tokenizer.Load(directory.Path);
        foreach (string text in Texts)
            Assert.Equal(tokenizer.EncodeWithSpecial(text), again.EncodeWithSpecial(text));
    }

    [Theory]
    [InlineData("llama-2", "a  b", " a  b")]
    [InlineData("llama-2", "<s>a", " <s>a")]
    [InlineData("gemma", "a  b", "a  b")]
    public void Ordinary_text_holds_no_added_token(string name, string text, string spelled)
    {
        var tokenizer = PieceTokenizers.Load(name);
        int[] tokens = tokenizer.EncodeOrdinary(text);
        Assert.DoesNotContain(tokens, tokenizer.IsSpecial);
        Assert.Equal(spelled, string.Concat(tokens.Select(tokenizer.TokenText)));
    }

    [Fact]
    public void A_run_of_byte_tokens_is_text_only_as_a_whole()
    {
        var tokenizer = PieceTokenizers.Load("llama-2");
        int[] smile = [.. "🙂"u8.ToArray().Select(value => tokenizer.TokenId($"<0x{value:X2}>")!.Value)];
        var decoder = new StreamingDecoder(tokenizer);
        Assert.Equal("🙂a", string.Concat(smile.Select(decoder.Add)) + decoder.Add(tokenizer.TokenId("a")!.Value));
        Assert.Equal("\uFFFD\uFFFD\uFFFD\uFFFD\uFFFDa", tokenizer.Decode([.. smile, smile[0], tokenizer.TokenId("a")!.Value]));
        Assert.Equal("", decoder.Finish());
        Assert.Equal(["", "", "\uFFFD\uFFFD"], [decoder.Add(smile[0]), decoder.Add(smile[1]), decoder.Finish()]);
        Assert.Equal("b", decoder.Add(tokenizer.TokenId("▁")!.Value) + decoder.Add(tokenizer.TokenId("b")!.Value));
    }

    [Theory]
    [InlineData("""{"decoder":null}""", "decoder \"none\"")]
    [InlineData("""{"decoder":{"type":"WordPiece"}}""", "decoder \"WordPiece\"")]
    [InlineData("""{"decoder":{"type":"ByteLevel"}}""", "without \"ByteLevel\"")]
    [InlineData("""{"decoder":{"type":"Sequence","decoders":[{"type":"Fuse"},{"type":"Replace","pattern":{"String":"▁"},"content":" "}]}}""", "\"Replace\" at this place")]
    [InlineData("""{"decoder":{"type":"Sequence","decoders":[{"type":"Fuse"},{"type":"Strip","content":" ","start":1,"stop":1}]}}""", "\"Strip\" of the end")]
    [InlineData("""{"pre_tokenizer":{"type":"Metaspace","replacement":"▁","prepend_scheme":"sometimes"}}""", "prepend_scheme \"sometimes\"")]
    [InlineData("""{"normalizer":{"type":"Precompiled","precompiled_charsmap":""}}""", "normalizer \"Precompiled\"")]
    [InlineData("""{"model":{"type":"Unigram","vocab":[]}}""", "model type \"Unigram\"")]
    public void What_is_not_supported_is_named(string change, string message)
    {
        var file = PieceTokenizers.File("llama-2");
        foreach (var (name, value) in JsonNode.Parse(change)!.AsObject()) file[name] = value?.DeepClone();
        Assert.Contains(message, Assert.Throws<UserErrorException>(() => PieceTokenizers.Read(file.ToJsonString())).Message);
    }

    [Fact]
    public void An_unknown_token_that_is_needed_must_be_there()
    {
        var file = PieceTokenizers.File("llama-2");
        file["model"]!["unk_token"] = "<none>";
        Assert.NotEmpty(PieceTokenizers.Read(file.ToJsonString()).Encode("x"));
        file["model"]!["byte_fallback"] = false;
        Assert.Contains("<none>", Assert.Throws<UserErrorException>(() => PieceTokenizers.Read(file.ToJsonString())).Message);
    }
}
