using System.Text;
using System.Text.Json.Nodes;
using R1Sharp.Numerics;
using R1Sharp.Tests.Tokenization;
using Xunit;

namespace R1Sharp.Tests.Judges;

/// <summary>The same ids and texts as Hugging Face's tokenizers, for tokenizers made after SentencePiece and every component they can have.</summary>
public sealed class PieceJudgeTests
{
    const int Mixtures = 2000;

    static readonly string[] Parts =
    [
        "▁", "▁▁", " ", "  ", "   ", "\n", "\n\n", "\t", "\u00a0", "\u3000", "\0", "\u0001", "\u007f", "a", "Word", " the", "answer", "the answer is", "12", ", ", ". ", "ж", "q", "中", "四十二", "问题", "é", "e\u0301", "ﬁ", "½", "Ａ", "🙂", "👩‍👧", "\ud83d", "\ude42", "\U0010FFFF",
        "<s>", "</s>", "<unk>", "<|end|>", "<|user|>", "<|assistant|>", "[INST]", "[/INST]", "<bos>", "<start_of_turn>", "<end_of_turn>", "<strong>", "<0x0A>", "<0x", "<", "|>", "<x y>", "foo",
    ];

    // Changes of the file in Llama 2's shape, one component after the other. No special token that a normalizer changes is among them: the
    // library then leaves it in a text from which special tokens are left out.
    static readonly string[] Changes =
    [
        .. from scheme in (string[])["always", "first", "never"]
           from split in (string[])["true", "false"]
           select $$$"""{"normalizer":null,"pre_tokenizer":{"type":"Metaspace","replacement":"▁","prepend_scheme":"{{{scheme}}}","split":{{{split}}}}}""",
        .. from scheme in (string[])["always", "first", "never"]
           select $$$"""{"normalizer":null,"pre_tokenizer":{"type":"Metaspace","replacement":"▁","prepend_scheme":"{{{scheme}}}"},"decoder":{"type":"Metaspace","replacement":"▁","prepend_scheme":"{{{scheme}}}"}}""",
        """{"normalizer":null,"pre_tokenizer":{"type":"Metaspace","replacement":"▁","add_prefix_space":true}}""",
        """{"normalizer":null,"pre_tokenizer":{"type":"Sequence","pretokenizers":[{"type":"Split","pattern":{"Regex":"\\n+|\\p{N}"},"behavior":"Isolated","invert":false},{"type":"Metaspace","replacement":"▁","prepend_scheme":"first","split":true}]}}""",
        """{"normalizer":null,"pre_tokenizer":{"type":"Sequence","pretokenizers":[{"type":"Digits","individual_digits":true},{"type":"Metaspace","replacement":"▁","prepend_scheme":"always","split":false}]}}""",
        """{"normalizer":{"type":"Sequence","normalizers":[{"type":"NFKC"},{"type":"Strip","strip_left":true,"strip_right":true},{"type":"Replace","pattern":{"Regex":" {2,}"},"content":"▁"}]},"pre_tokenizer":{"type":"Metaspace","replacement":"▁","prepend_scheme":"first","split":true}}""",
        """{"normalizer":{"type":"NFKD"}}""", """{"normalizer":{"type":"NFD"}}""", """{"normalizer":{"type":"NFKC"}}""", """{"normalizer":null}""",
        """{"normalizer":{"type":"Sequence","normalizers":[{"type":"Strip","strip_left":false,"strip_right":true},{"type":"Prepend","prepend":"▁"},{"type":"Replace","pattern":{"String":" "},"content":"▁"},{"type":"Replace","pattern":{"String":"\n"},"content":"<n>"}]}}""",
        """{"decoder":{"type":"Sequence","decoders":[{"type":"Replace","pattern":{"String":"▁"},"content":" "},{"type":"Replace","pattern":{"String":"a"},"content":"A▁"},{"type":"ByteFallback"},{"type":"Fuse"},{"type":"Strip","content":" ","start":3,"stop":0}]}}""",
        """{"decoder":{"type":"Sequence","decoders":[{"type":"ByteFallback"},{"type":"Fuse"}]}}""", """{"decoder":{"type":"Fuse"}}""",
        """{"model":{"byte_fallback":false}}""", """{"model":{"byte_fallback":false,"fuse_unk":false}}""", """{"model":{"byte_fallback":false,"unk_token":null}}""", """{"model":{"ignore_merges":true}}""",
        """{"without":"<0xD0>"}""", """{"without":"<0xD0>","model":{"fuse_unk":false}}""", """{"without":"<0xD0>","model":{"unk_token":null}}""", """{"without":"<0xF0>","model":{"dropout":0.0}}""",
        """{"added":{"content":"foo","normalized":true}}""", """{"added":{"content":"foo","normalized":true,"lstrip":true}}""", """{"added":{"content":"the answer","normalized":true,"rstrip":true}}""", """{"added":{"content":"<x y>","single_word":true}}""",
        """{"added":{"content":"<|end|>","lstrip":true,"rstrip":true,"special":true}}""", """{"added":{"content":" ","normalized":false}}""", """{"added":{"content":"<0x0A>","special":true}}""", """{"added":{"content":"▁","normalized":true}}""", """{"added":{"content":"</s>","rstrip":true,"special":false}}""",
        """{"normalizer":null,"pre_tokenizer":{"type":"Metaspace","replacement":"▁","prepend_scheme":"first","split":false},"added":{"content":"foo","normalized":true,"lstrip":true}}""",
    ];

    [Fact]
    public void Five_published_shapes_encode_and_decode_alike()
    {
        string[] names = [.. PieceTokenizers.Names.Select(row => row.Data)];
        string[] texts = [.. JudgedTexts.All, .. Enumerable.Range(0, Mixtures).Select(Mixture)];
        var answers = Judge.Ask("tokenizers", names.Select(name => TokenizerComparison.Job("json", PieceTokenizers.File(name).ToJsonString(), PieceTokenizers.Load(name), texts)));
        foreach (var (name, answer) in names.Zip(answers)) TokenizerComparison.Compare(name, PieceTokenizers.Load(name), answer, texts);
    }

    [Fact]
    public void Every_component_does_what_it_does_there()
    {
        string[] texts = [.. JudgedTexts.All.Where((_, i) => i % 4 == 1), .. Enumerable.Range(Mixtures, 150).Select(Mixture)];
        string[] files = [.. Changes.Select(Changed)];
        var tokenizers = files.Select(file => PieceTokenizers.Read(file)).ToArray();
        var answers = Judge.Ask("tokenizers", files.Zip(tokenizers, (file, tokenizer) => TokenizerComparison.Job("json", file, tokenizer, texts)));
        for (int i = 0; i < files.Length; i++) TokenizerComparison.Compare(Changes[i], tokenizers[i], answers[i], texts);
    }

    static string Mixture(int index)
    {
        var random = new RandomStream(5, RandomPurpose.Test, 79, index);
        var text = new StringBuilder();
        for (int n = 1 + random.NextInt(12); n > 0; n--) text.Append(Parts[random.NextInt(Parts.Length)]);
        return text.ToString();
    }

    static string Changed(string change)
    {
        var root = PieceTokenizers.File("llama-2");
        foreach (var (name, value) in JsonNode.Parse(change)!.AsObject())
            if (name == "model") foreach (var (key, state) in value!.AsObject()) root["model"]![key] = state?.DeepClone();
            else if (name == "without") root["model"]!["vocab"]!.AsObject().Remove(value!.GetValue<string>());
            else if (name == "added") root["added_tokens"]!.AsArray().Add(TokenizerComparison.Token(0, value!.AsObject()));
            else root[name] = value?.DeepClone();
        return root.ToJsonString();
    }
}
