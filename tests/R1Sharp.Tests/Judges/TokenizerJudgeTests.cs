using System.Text.Json.Nodes;
using R1Sharp.Learning.Tokenization;
using R1Sharp.Tests.Tokenization;
using Xunit;

namespace R1Sharp.Tests.Judges;

/// <summary>The same ids and texts as Hugging Face's tokenizers: for four real files, and for every component a file can have.</summary>
public sealed class TokenizerJudgeTests
{
    // Changes of a small tokenizer's file, one component after the other.
    static readonly string[] Changes =
    [
        .. from behavior in (string[])["Isolated", "Removed", "MergedWithPrevious", "MergedWithNext", "Contiguous"]
           from invert in (string[])["false", "true"]
           from pattern in (string[])["""{"Regex":"\\s+|[a-c]"}""", """{"Regex":"\\p{N}{1,3}|\\p{Lu}\\p{Ll}*"}""", """{"String":" "}""", """{"String":"a."}""", """{"Regex":"x*"}"""]
           select Split(pattern, behavior, invert),
        .. from pattern in (string[])
           [
               // GPT-4's pattern as tiktoken has it, with possessive repetitions.
               """(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?+\\p{L}+|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]++[\\r\\n]*|\\s*[\\r\\n]|\\s+(?!\\S)|\\s+""",
               // GPT-4o's, where case counts.
               """[^\\r\\n\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]*[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?|[^\\r\\n\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]+[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]*|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+""",
               """[\\p{Han}]+|(?<=\\d)(?=(?:\\d{3})+(?!\\d))|\\w+?\\b|^.|.$""",
               """(?>a+)b|[^\\x{61}-\\u007a&&[^x]]{2,4}?|(?i:[k-t]+)|\\P{L}\\S\\W\\D""",
           ]
           select Split($$"""{"Regex":"{{pattern}}"}""", "Isolated", "false"),
        """{"pre_tokenizer":{"type":"Sequence","pretokenizers":[{"type":"Digits","individual_digits":true},{"type":"ByteLevel","add_prefix_space":false,"trim_offsets":true,"use_regex":true}]}}""",
        """{"pre_tokenizer":{"type":"Sequence","pretokenizers":[{"type":"Digits","individual_digits":false},{"type":"ByteLevel","add_prefix_space":false,"trim_offsets":true,"use_regex":false}]}}""",
        """{"pre_tokenizer":{"type":"ByteLevel","add_prefix_space":true,"trim_offsets":true,"use_regex":true}}""",
        """{"pre_tokenizer":{"type":"ByteLevel","add_prefix_space":true,"trim_offsets":false}}""",
        """{"pre_tokenizer":{"type":"ByteLevel","add_prefix_space":false,"trim_offsets":true,"use_regex":false}}""",
        """{"pre_tokenizer":{"type":"Sequence","pretokenizers":[{"type":"Digits","individual_digits":true},{"type":"ByteLevel","add_prefix_space":true,"trim_offsets":true,"use_regex":true}]}}""",
        """{"normalizer":{"type":"NFC"}}""",
        """{"normalizer":{"type":"Sequence","normalizers":[{"type":"NFC"}]},"decoder":{"type":"Sequence","decoders":[{"type":"ByteLevel","add_prefix_space":true,"trim_offsets":true,"use_regex":true}]}}""",
        """{"ignore_merges":true}""",
        Added("""{"content":"fox","single_word":true}"""), Added("""{"content":"hi","single_word":true,"lstrip":true}"""), Added("""{"content":"<X>","lstrip":true}"""), Added("""{"content":"<|","rstrip":true,"special":true}"""),
        Added("""{"content":"a ","lstrip":true,"rstrip":true}"""), Added("""{"content":"fé","normalized":true}""", nfc: true), Added("""{"content":"fé"}""", nfc: true), Added("""{"content":"e\u0301","normalized":true}""", nfc: true), Added("""{"content":"🙂","special":true}"""),
        """{"post_processor":{"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"<think>","type_id":0}},{"Sequence":{"id":"A","type_id":0}},{"SpecialToken":{"id":"E","type_id":0}}],"pair":[{"Sequence":{"id":"A","type_id":0}},{"Sequence":{"id":"B","type_id":1}}],"special_tokens":{"<think>":{"id":"<think>","ids":[5],"tokens":["&"]},"E":{"id":"E","ids":[1,2],"tokens":["\"","#"]}}}}""",
        """{"post_processor":{"type":"Sequence","processors":[{"type":"ByteLevel","add_prefix_space":true,"trim_offsets":false,"use_regex":true},{"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"B","type_id":0}},{"Sequence":{"id":"A","type_id":0}}],"pair":[{"Sequence":{"id":"A","type_id":0}},{"Sequence":{"id":"B","type_id":1}}],"special_tokens":{"B":{"id":"B","ids":[7],"tokens":["("]}}}]}}""",
    ];

    [Fact]
    public void Four_real_tokenizers_encode_and_decode_alike()
    {
        Assert.True(JudgedTexts.All.Count >= 300);
        string[] names = [.. SharedTokenizers.Names.Select(row => row.Data)];
        var answers = Judge.Ask("tokenizers", names.Select(name => TokenizerComparison.Job("path", SharedTokenizers.Path("tokenizers", name, "tokenizer.json"), Alone(name), JudgedTexts.All)));
        foreach (var (name, answer) in names.Zip(answers)) TokenizerComparison.Compare(name, Alone(name), answer, JudgedTexts.All);
    }

    [Fact]
    public void Every_component_does_what_it_does_there()
    {
        string[] texts = [.. JudgedTexts.All.Where((_, i) => i % 4 == 0)];
        var files = Changes.Select(Changed).ToArray();
        var tokenizers = files.Select(Load).ToArray();
        var answers = Judge.Ask("tokenizers", files.Zip(tokenizers, (file, tokenizer) => TokenizerComparison.Job("json", file, tokenizer, texts)));
        for (int i = 0; i < files.Length; i++) TokenizerComparison.Compare(Changes[i], tokenizers[i], answers[i], texts);
    }

    static string Split(string pattern, string behavior, string invert) =>
        $$$"""{"pre_tokenizer":{"type":"Sequence","pretokenizers":[{"type":"Split","pattern":{{{pattern}}},"behavior":"{{{behavior}}}","invert":{{{invert}}}},{"type":"ByteLevel","add_prefix_space":false,"trim_offsets":true,"use_regex":false}]}}""";

    static string Added(string token, bool nfc = false) => nfc ? $$"""{"normalizer":{"type":"NFC"},"added":{{token}}}""" : $$"""{"added":{{token}}}""";

    static string Changed(string change)
    {
        var root = JsonNode.Parse(SmallTokenizer.File)!.AsObject();
        foreach (var (name, value) in JsonNode.Parse(change)!.AsObject())
            if (name == "ignore_merges") root["model"]![name] = value!.DeepClone();
            else if (name == "added") root["added_tokens"]!.AsArray().Add(TokenizerComparison.Token(SmallTokenizer.Instance.VocabularySize, value!.AsObject()));
            else root[name] = value?.DeepClone();
        return root.ToJsonString();
    }

    // Without tokenizer_config.json, which the judge does not read: DeepSeek-V3's puts a token before a text.
    static Tokenizer Alone(string name) => Load(File.ReadAllText(SharedTokenizers.Path("tokenizers", name, "tokenizer.json")));

    static Tokenizer Load(string file)
    {
        using var directory = new TemporaryDirectory();
        return Tokenizer.Load(directory.With("tokenizer.json", file));
    }
}
