using System.Text.Json.Nodes;
using R1Sharp.Learning;
using R1Sharp.Learning.Tokenization;
using Xunit;

namespace R1Sharp.Tests.Tokenization;

/// <summary>Files of others: every form that is supported is read, anything else is named.</summary>
public sealed class TokenizerFileTests
{
    static readonly string File = Saved();

    [Theory]
    [InlineData("""{"model":{"type":"WordPiece"}}""", "model type \"WordPiece\"")]
    [InlineData("""{"model":{"dropout":0.1}}""", "\"dropout\": 0.1")]
    [InlineData("""{"model":{"continuing_subword_prefix":"##"}}""", "\"continuing_subword_prefix\": \"##\"")]
    [InlineData("""{"model":{"end_of_word_suffix":"_w"}}""", "\"end_of_word_suffix\": \"_w\"")]
    [InlineData("""{"model":{"something_new":1}}""", "\"something_new\" in model")]
    [InlineData("""{"something_new":1}""", "\"something_new\" in tokenizer.json")]
    [InlineData("""{"normalizer":{"type":"Lowercase"}}""", "normalizer \"Lowercase\"")]
    [InlineData("""{"normalizer":{"type":"Sequence","normalizers":[{"type":"NFC"},{"type":"StripAccents"}]}}""", "normalizer \"StripAccents\"")]
    [InlineData("""{"pre_tokenizer":{"type":"Whitespace"}}""", "pre-tokenizer \"Whitespace\"")]
    [InlineData("""{"pre_tokenizer":{"type":"Split","pattern":{"Regex":"[[:alpha:]]+"},"behavior":"Isolated","invert":false}}""", "POSIX bracket")]
    [InlineData("""{"pre_tokenizer":{"type":"Split","pattern":{"Regex":"\\p{Greek}"},"behavior":"Isolated","invert":false}}""", "property \\p{Greek}")]
    [InlineData("""{"pre_tokenizer":{"type":"Split","pattern":{"Regex":"(a"},"behavior":"Isolated","invert":false}}""", "without a ')'")]
    [InlineData("""{"pre_tokenizer":{"type":"Split","pattern":{"Regex":"a"},"behavior":"Sideways","invert":false}}""", "behavior \"Sideways\"")]
    [InlineData("""{"pre_tokenizer":{"type":"Sequence","pretokenizers":[{"type":"ByteLevel","add_prefix_space":false},{"type":"Digits","individual_digits":true}]}}""", "\"Digits\" after \"ByteLevel\"")]
    [InlineData("""{"added_tokens":[{"id":2000000000,"content":"x","single_word":false,"lstrip":false,"rstrip":false,"normalized":false,"special":true}]}""", "ids are from 0")]
    [InlineData("""{"model":{"merges":[["a"]]}}""", "is not a merge")]
    [InlineData("""{"pre_tokenizer":null}""", "a pre_tokenizer without \"ByteLevel\"")]
    [InlineData("""{"post_processor":{"type":"BertProcessing"}}""", "post-processor \"BertProcessing\"")]
    [InlineData("""{"decoder":{"type":"Metaspace"}}""", "decoder \"Metaspace\"")]
    [InlineData("""{"model":{"merges":["a b c"]}}""", "\"a b c\" is not a merge")]
    [InlineData("""{"model":{"merges":["q zz"]}}""", "\"zz\", which is not in the vocabulary")]
    [InlineData("""{"model":{"vocab":{"a":0}}}""", "merge 0 needs the token")]
    [InlineData("""{"added_tokens":[{"id":300}]}""", "tokenizer.json")]
    public void What_is_not_supported_is_named(string change, string message)
    {
        using var directory = new TemporaryDirectory();
        directory.With("tokenizer.json", Changed(change));
        var error = Assert.Throws<UserErrorException>(() => Tokenizer.Load(directory.Path));
        Assert.Contains(message, error.Message);
        Assert.Contains(directory.Path, error.Message);
    }

    [Theory]
    [InlineData(null, "no tokenizer.json")]
    [InlineData("", "not a complete tokenizer.json")]
    [InlineData("[]", "not a complete tokenizer.json")]
    [InlineData("""{"version":"1.0"}""", "not a complete tokenizer.json")]
    public void A_missing_or_broken_file_is_an_error_in_one_sentence(string? content, string message)
    {
        using var directory = new TemporaryDirectory();
        if (content is not null) directory.With("tokenizer.json", content);
        Assert.Contains(message, Assert.Throws<UserErrorException>(() => Tokenizer.Load(directory.Path)).Message);
    }

    [Fact]
    public void A_truncated_file_is_an_error()
    {
        using var directory = new TemporaryDirectory();
        Assert.Contains("not a complete", Assert.Throws<UserErrorException>(() => Tokenizer.Load(directory.With("tokenizer.json", File[..(File.Length / 2)]))).Message);
    }

    [Fact]
    public void Merges_may_be_pairs_and_a_config_is_not_needed()
    {
        using var directory = new TemporaryDirectory();
        var root = JsonNode.Parse(File)!;
        var merges = root["model"]!["merges"]!.AsArray();
        root["model"]!["merges"] = new JsonArray([.. merges.Select(merge => new JsonArray([.. merge!.GetValue<string>().Split(' ').Select(part => JsonValue.Create(part))]))]);
        var tokenizer = Tokenizer.Load(directory.With("tokenizer.json", root.ToJsonString()));
        Assert.Equal([256], tokenizer.Encode("ab"));
        Assert.Equal(tokenizer.TokenId("<|endoftext|>"), tokenizer.EndOfTextId);
        Assert.Null(tokenizer.ChatTemplate);
    }

    [Fact]
    public void The_chat_template_may_stand_in_a_list_or_in_a_file_of_its_own()
    {
        using var directory = new TemporaryDirectory();
        directory.With("tokenizer.json", File);
        directory.With("tokenizer_config.json", """{"eos_token":{"content":"<think>"},"chat_template":[{"name":"tool_use","template":"t"},{"name":"default","template":"d"}]}""");
        Assert.Equal("d", Tokenizer.Load(directory.Path).ChatTemplate);
        Assert.Equal("<think>", Tokenizer.Load(directory.Path).SpecialTokens["eos_token"]);
        directory.With("chat_template.jinja", "from the file\n");
        Assert.Equal("from the file\n", Tokenizer.Load(directory.Path).ChatTemplate);
        Assert.Contains("tokenizer_config.json", Assert.Throws<UserErrorException>(() => Tokenizer.Load(directory.With("tokenizer_config.json", "{"))).Message);
    }

    [Theory]
    [InlineData("""{"single_word":true}""", "a<X>b <X> _<X> <X>\u200d<X>", "a<X>b [X] _<X> <X>\u200d<X>")]
    [InlineData("""{"lstrip":true}""", "a \n<X> b<X>", "a[X] b[X]")]
    [InlineData("""{"rstrip":true}""", "a <X> \nb<X>", "a [X]b[X]")]
    [InlineData("""{"lstrip":true,"rstrip":true}""", "a <X> <X> b", "a[X][X]b")]
    [InlineData("""{"content":"é!","normalized":true}""", "é!e\u0301!", "[X][X]")]
    [InlineData("""{"content":"é!","normalized":false}""", "é!e\u0301!", "[X]é!")]
    public void Flags_of_added_tokens_are_obeyed(string change, string text, string found)
    {
        using var directory = new TemporaryDirectory();
        var root = JsonNode.Parse(File)!;
        root["normalizer"] = new JsonObject { ["type"] = "NFC" };
        var token = new JsonObject { ["id"] = 400, ["content"] = "<X>", ["single_word"] = false, ["lstrip"] = false, ["rstrip"] = false, ["normalized"] = false, ["special"] = false };
        Merge(token, JsonNode.Parse(change)!.AsObject());
        root["added_tokens"]!.AsArray().Add(token);
        var tokenizer = Tokenizer.Load(directory.With("tokenizer.json", root.ToJsonString()));
        var decoder = new StreamingDecoder(tokenizer);
        int added = tokenizer.VocabularySize - 1;
        Assert.Equal(found, string.Concat(tokenizer.Encode(text).Select(id => id == added ? "[X]" : decoder.Add(id))));
    }

    [Fact]
    public void An_unwritable_directory_is_an_error_in_one_sentence()
    {
        using var directory = new TemporaryDirectory();
        directory.With("file", "");
        var tokenizer = TokenizerTrainer.Train(["a"], new());
        Assert.Contains("Cannot write", Assert.Throws<UserErrorException>(() => tokenizer.Save(Path.Combine(directory.Path, "file", "inside"))).Message);
    }

    static string Changed(string change)
    {
        var root = JsonNode.Parse(File)!.AsObject();
        Merge(root, JsonNode.Parse(change)!.AsObject());
        return root.ToJsonString();
    }

    static void Merge(JsonObject into, JsonObject change)
    {
        foreach (var (name, value) in change)
            if (value is JsonObject inner && into[name] is JsonObject target && name == "model") Merge(target, inner);
            else into[name] = value?.DeepClone();
    }

    static string Saved()
    {
        using var directory = new TemporaryDirectory();
        TokenizerTrainer.Train(["ab ab"], new() { VocabularySize = 264 }).Save(directory.Path);
        return System.IO.File.ReadAllText(Path.Combine(directory.Path, "tokenizer.json"));
    }
}
