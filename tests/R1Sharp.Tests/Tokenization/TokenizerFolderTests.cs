using System.Text.Json.Nodes;
using R1Sharp.Learning;
using R1Sharp.Learning.Tokenization;
using Xunit;

namespace R1Sharp.Tests.Tokenization;

/// <summary>Tokenizers as they are published: what the files beside tokenizer.json add to it.</summary>
public sealed class TokenizerFolderTests
{
    // 340 tokens at most, the added ones among them; what is added here comes behind.
    static int Size => SmallTokenizer.Instance.VocabularySize;

    static Tokenizer With(params (string Name, string Content)[] files) => PieceTokenizers.Read(SmallTokenizer.File, files);

    [Theory]
    [InlineData("tokenizer_config.json", """{"added_tokens_decoder":{"900":{"content":"<call>","special":false},"901":{"content":"<stop>","special":true}}}""")]
    [InlineData("added_tokens.json", """{"<stop>":901,"<call>":900}""")]
    [InlineData("tokenizer_config.json", """{"additional_special_tokens":["<call>",{"content":"<stop>","lstrip":false}]}""")]
    [InlineData("special_tokens_map.json", """{"additional_special_tokens":["<call>","<stop>"]}""")]
    [InlineData("tokenizer_config.json", """{"pad_token":"<call>","mask_token":{"content":"<stop>"}}""")]
    public void Tokens_that_only_another_file_names_are_tokens(string name, string content)
    {
        var tokenizer = With((name, content));
        int a = SmallTokenizer.Instance.Encode("a")[0];
        Assert.Equal(name == "tokenizer_config.json" && content.Contains("pad_token") ? [a, Size, a, Size + 1] : [a, Size, a, Size + 1], tokenizer.Encode("a<call>a<stop>"));
        Assert.Equal(Size + 2, tokenizer.VocabularySize);
        Assert.Equal("a<call>a<stop>", tokenizer.Decode(tokenizer.Encode("a<call>a<stop>")));
    }

    [Fact]
    public void Special_is_what_is_said_to_be_or_has_a_name()
    {
        var tokenizer = With(("tokenizer_config.json", """{"added_tokens_decoder":{"900":{"content":"<call>","special":false},"901":{"content":"<stop>","special":true}}}"""));
        Assert.Equal("a<call>", tokenizer.Decode(tokenizer.Encode("a<call><stop>"), skipSpecial: true));
        tokenizer = With(("added_tokens.json", """{"<stop>":901,"<call>":900}"""), ("special_tokens_map.json", """{"eos_token":"<stop>"}"""));
        Assert.Equal("a<call>", tokenizer.Decode(tokenizer.Encode("a<call><stop>"), skipSpecial: true));
        Assert.Equal(Size + 1, tokenizer.EndOfTextId);
    }

    [Fact]
    public void Flags_of_the_configuration_count()
    {
        var tokenizer = With(("tokenizer_config.json", """{"added_tokens_decoder":{"0":{"content":"<think>","rstrip":true,"special":false,"normalized":false}}}"""));
        int think = SmallTokenizer.Instance.TokenId("<think>")!.Value, a = SmallTokenizer.Instance.Encode("a")[0];
        Assert.Equal([think, a], tokenizer.Encode("<think> \n a"));
        Assert.Equal(Size, tokenizer.VocabularySize);
    }

    // The numbers are what Hugging Face's library gives for the same file.
    [Theory]
    [InlineData("""[["<x>",900],["<y>",800],["<z>",801]]""", "<x><y><z>", new[] { 0, 1, 2 })]
    [InlineData("""[["<x>",0],["<x>",1],["<y>",2]]""", "<x><y>", new[] { 0, 1 })]
    [InlineData("""[["",5],["<x>",6]]""", "<x>", new[] { 0 })]
    public void Added_tokens_are_counted_and_not_read(string tokens, string text, int[] behind)
    {
        var root = JsonNode.Parse(SmallTokenizer.File)!;
        foreach (var token in JsonNode.Parse(tokens)!.AsArray())
            root["added_tokens"]!.AsArray().Add(new JsonObject { ["id"] = token![1]!.GetValue<int>(), ["content"] = token[0]!.GetValue<string>(), ["single_word"] = false, ["lstrip"] = false, ["rstrip"] = false, ["normalized"] = false, ["special"] = false });
        Assert.Equal(behind.Select(number => Size + number), PieceTokenizers.Read(root.ToJsonString()).Encode(text));
    }

    [Fact]
    public void In_a_gap_of_the_vocabulary_the_stated_id_counts_and_is_saved_for_those_who_count()
    {
        var root = JsonNode.Parse(SmallTokenizer.File)!;
        var vocabulary = root["model"]!["vocab"]!.AsObject();
        root["model"]!["merges"] = new JsonArray();
        // Byte-level tokens 0 to 255 move up by 3; what is left of the merged ones is far above.
        foreach (var (spelling, id) in vocabulary.ToArray()) vocabulary[spelling] = id!.GetValue<int>() + (id.GetValue<int>() < 256 ? 3 : 100);
        root["added_tokens"] = new JsonArray([.. ((string[])["<unk>", "<s>", "</s>"]).Select((content, id) => (JsonNode)new JsonObject
        {
            ["id"] = id, ["content"] = content, ["single_word"] = false, ["lstrip"] = false, ["rstrip"] = false, ["normalized"] = false, ["special"] = true,
        })]);
        for (int i = 256; i < 353; i++) vocabulary[$"filler{i}"] = i + 3;
        var tokenizer = PieceTokenizers.Read(root.ToJsonString(), ("tokenizer_config.json", """{"eos_token":"</s>","pad_token":"<pad>"}"""));
        Assert.Equal([1, 2, 0], tokenizer.Encode("<s></s><unk>"));
        Assert.Equal(tokenizer.VocabularySize - 1, tokenizer.TokenId("<pad>"));
        using var directory = new TemporaryDirectory();
        tokenizer.Save(directory.Path);
        var saved = JsonNode.Parse(File.ReadAllText(Path.Combine(directory.Path, "tokenizer.json")))!;
        Assert.Equal(1, saved["model"]!["vocab"]!["<s>"]!.GetValue<int>());
        Assert.Equal([1, 2, 0], Tokenizer.Load(directory.Path).Encode("<s></s><unk>"));
    }

    [Fact]
    public void An_added_token_of_the_vocabulary_has_its_id()
    {
        var root = JsonNode.Parse(SmallTokenizer.File)!;
        root["added_tokens"]!.AsArray().Add(JsonNode.Parse("""{"id":300,"content":"a","single_word":false,"lstrip":false,"rstrip":false,"normalized":false,"special":true}"""));
        var tokenizer = PieceTokenizers.Read(root.ToJsonString());
        Assert.Equal(SmallTokenizer.Instance.Encode("a"), tokenizer.Encode("a"));
        Assert.True(tokenizer.IsSpecial(tokenizer.Encode("a")[0]));
    }

    [Theory]
    [InlineData("<answer>", "tokenizer_config.json", """{"eos_token":"<answer>"}""")]
    [InlineData("<answer>", "special_tokens_map.json", """{"eos_token":{"content":"<answer>"}}""")]
    [InlineData("<answer>", "config.json", """{"eos_token_id":ID}""")]
    [InlineData("<answer>", "config.json", """{"eos_token_id":[99999,ID,3]}""")]
    [InlineData("<answer>", "generation_config.json", """{"eos_token_id":[ID,3]}""")]
    [InlineData("<|endoftext|>", "config.json", """{"eos_token_id":null}""")]
    public void The_end_of_text_is_found_in_any_of_the_files(string content, string name, string file)
    {
        int id = SmallTokenizer.Instance.TokenId("<answer>")!.Value;
        var tokenizer = With((name, file.Replace("ID", $"{id}")));
        Assert.Equal(SmallTokenizer.Instance.TokenId(content), tokenizer.EndOfTextId);
        using var directory = new TemporaryDirectory();
        tokenizer.Save(directory.Path);
        Assert.Equal(tokenizer.EndOfTextId, Tokenizer.Load(directory.Path).EndOfTextId);
    }

    [Fact]
    public void The_tokenizers_own_file_comes_first()
    {
        var (config, map) = (("tokenizer_config.json", """{"eos_token":"<think>","added_tokens_decoder":{}}"""), ("special_tokens_map.json", """{"eos_token":"<answer>","bos_token":"</think>"}"""));
        var tokenizer = With(config, map, ("config.json", """{"eos_token_id":1}"""));
        Assert.Equal(tokenizer.TokenId("<think>"), tokenizer.EndOfTextId);
        Assert.Equal("</think>", tokenizer.SpecialTokens["bos_token"]);
        // Without a list of added tokens transformers takes the map's.
        Assert.Equal("<answer>", With((config.Item1, """{"eos_token":"<think>"}"""), map).SpecialTokens["eos_token"]);
    }

    [Theory]
    [InlineData("""{"tokenizer_class":"LlamaTokenizerFast","bos_token":"<think>","eos_token":"<answer>"}""", true, false)]
    [InlineData("""{"tokenizer_class":"LlamaTokenizer","bos_token":"<think>","eos_token":"<answer>","add_bos_token":true,"add_eos_token":true}""", true, true)]
    [InlineData("""{"tokenizer_class":"LlamaTokenizer","bos_token":"<think>","eos_token":"<answer>","add_bos_token":false,"add_eos_token":true}""", false, true)]
    [InlineData("""{"tokenizer_class":"GemmaTokenizer","bos_token":"<think>"}""", true, false)]
    [InlineData("""{"tokenizer_class":"LlamaTokenizerFast"}""", false, false)]
    [InlineData("""{"tokenizer_class":"PreTrainedTokenizerFast","bos_token":"<think>","eos_token":"<answer>","add_bos_token":true,"add_eos_token":true}""", false, false)]
    public void Some_classes_say_themselves_what_stands_around_a_text(string config, bool begins, bool ends)
    {
        var tokenizer = With(("tokenizer_config.json", config));
        int[] plain = tokenizer.Encode("ab");
        int[] expected = [.. begins ? [tokenizer.TokenId("<think>")!.Value] : (int[])[], .. plain, .. ends ? [tokenizer.TokenId("<answer>")!.Value] : (int[])[]];
        Assert.Equal(expected, tokenizer.EncodeWithSpecial("ab"));
    }

    [Theory]
    [InlineData("llama-2", "LlamaTokenizer", "", "<s>", "</s>")]
    [InlineData("llama-2", "LlamaTokenizerFast", ",\"bos_token\":null,\"eos_token\":\"<unk>\"", null, "<unk>")]
    [InlineData("gemma", "GemmaTokenizerFast", "", "<bos>", "<eos>")]
    public void A_class_has_names_where_no_file_has(string shape, string name, string further, string? begin, string end)
    {
        var tokenizer = PieceTokenizers.Read(PieceTokenizers.File(shape).ToJsonString(), ("tokenizer_config.json", $$"""{"tokenizer_class":"{{name}}"{{further}}}"""));
        Assert.Equal((begin, end), (tokenizer.SpecialTokens.GetValueOrDefault("bos_token"), tokenizer.TokenText(tokenizer.EndOfTextId)));
        int[] expected = [.. begin is null ? [] : (int[])[tokenizer.TokenId(begin)!.Value], .. tokenizer.Encode("a")];
        Assert.Equal(expected, tokenizer.EncodeWithSpecial("a"));
    }

    [Theory]
    [InlineData("""{"truncation":{"direction":"Right","max_length":2,"strategy":"LongestFirst","stride":0},"padding":{"strategy":{"Fixed":9},"direction":"Right","pad_to_multiple_of":null,"pad_id":0,"pad_type_id":0,"pad_token":"x"}}""")]
    [InlineData("""{"model":{"dropout":0.0,"unk_token":"<unk>","continuing_subword_prefix":"","end_of_word_suffix":"","fuse_unk":true}}""")]
    [InlineData("""{"model":{"unk_token":"<|endoftext|>","byte_fallback":true,"fuse_unk":false,"ignore_merges":false}}""")]
    public void Saved_states_that_change_nothing_are_accepted(string change)
    {
        var root = JsonNode.Parse(SmallTokenizer.File)!.AsObject();
        foreach (var (name, value) in JsonNode.Parse(change)!.AsObject())
            if (name == "model") foreach (var (key, state) in value!.AsObject()) root["model"]![key] = state!.DeepClone();
            else root[name] = value!.DeepClone();
        foreach (string text in (string[])["the answer is 12, don't 中文 🙂", "\u0001 ß"])
            Assert.Equal(SmallTokenizer.Instance.Encode(text), PieceTokenizers.Read(root.ToJsonString()).Encode(text));
    }

    [Fact]
    public void Bytes_that_a_vocabulary_lacks_are_dropped_or_unknown()
    {
        var root = JsonNode.Parse(SmallTokenizer.File)!;
        var vocabulary = root["model"]!["vocab"]!.AsObject();
        int q = vocabulary["q"]!.GetValue<int>();
        vocabulary.Remove("q");
        vocabulary["Ω"] = q;
        int a = SmallTokenizer.Instance.Encode("a")[0];
        Assert.Equal([a, a], PieceTokenizers.Read(root.ToJsonString()).Encode("aqqa"));
        root["model"]!["unk_token"] = "Ω";
        Assert.Equal([a, q, q, a], PieceTokenizers.Read(root.ToJsonString()).Encode("aqqa"));
        root["model"]!["fuse_unk"] = true;
        Assert.Equal([a, q, a], PieceTokenizers.Read(root.ToJsonString()).Encode("aqqa"));
    }

    [Theory]
    [InlineData("tokenizer.model")]
    [InlineData("vocab.json")]
    public void Other_forms_are_refused_with_the_way_to_convert_them(string name)
    {
        using var directory = new TemporaryDirectory();
        Assert.Contains("save_pretrained", Assert.Throws<UserErrorException>(() => Tokenizer.Load(directory.With(name, ""))).Message);
    }

    [Theory]
    [InlineData("added_tokens.json", "{", "malformed")]
    [InlineData("added_tokens.json", """{"<x>":"1"}""", "which is none")]
    [InlineData("config.json", "{", "malformed")]
    [InlineData("special_tokens_map.json", """{"eos_token":3}""", "tokenizer_config.json")]
    [InlineData("tokenizer_config.json", """{"added_tokens_decoder":{"x":{"content":"a"}}}""", "no id")]
    public void A_broken_file_is_an_error_in_one_sentence(string name, string content, string message) =>
        Assert.Contains(message, Assert.Throws<UserErrorException>(() => With((name, content))).Message);
}
