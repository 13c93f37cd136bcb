// The tokenizer in a GGUF file's metadata, brought into the form of tokenizer.json and read from there, so that the same
// checks hold for both.

using System.Text.Json;
using System.Text.Json.Nodes;
using R1Sharp.Learning.Tokenization;

namespace R1Sharp.Learning.Model.Gguf;

/// <summary>Reads the keys that begin with "tokenizer.".</summary>
static class GgufTokenizerReader
{
    /// <summary>The kind of tokenizer that has scores.</summary>
    public const string Scored = "llama";

    /// <summary>Reads the tokenizer.</summary>
    /// <exception cref="UserErrorException">It is missing, damaged, or of a kind that is not supported.</exception>
    public static Tokenizer Read(string path, GgufMetadata metadata)
    {
        string model = metadata.Required("tokenizer.ggml.model", metadata.Text);
        if (model is not ("gpt2" or Scored)) throw metadata.Wrong("tokenizer.ggml.model",
            $"is \"{model}\"; \"gpt2\", byte-level BPE, and \"{Scored}\", SentencePiece's BPE, can be read");
        string[] texts = metadata.Required("tokenizer.ggml.tokens", metadata.Texts);
        int[] kinds = metadata.Integers("tokenizer.ggml.token_type") ?? [.. texts.Select(_ => (int)GgufTokenKind.Normal)];
        if (kinds.Length != texts.Length) throw metadata.Wrong("tokenizer.ggml.token_type", $"has {kinds.Length} values for {texts.Length} tokens");
        return model == Scored
            ? Tokenizer(path, GgufScoredTokenizer.Json(metadata, texts, kinds),
                Configuration(metadata, metadata.Flag("tokenizer.ggml.add_bos_token") ?? true, texts))
            : ByteLevel(path, metadata, texts, kinds);
    }

    static Tokenizer ByteLevel(string path, GgufMetadata metadata, string[] texts, int[] kinds)
    {
        string name = metadata.Required("tokenizer.ggml.pre", metadata.Text);
        var preTokenizer = GgufPreTokenizers.Find(name) ?? throw metadata.Wrong("tokenizer.ggml.pre", $"is \"{name}\", a pre-tokenizer that is not supported");

        // Files of other programs do not say whether text is normalized; Qwen's tokenizers, which carry this name, do it.
        bool normalizes = metadata.Flag(GgufTokenizerWriter.FormCKey) ?? preTokenizer.Names[0] == "qwen2";
        return Tokenizer(path, Json(metadata, preTokenizer, texts, kinds, normalizes),
            Configuration(metadata, metadata.Flag("tokenizer.ggml.add_bos_token") ?? preTokenizer.AddsBeginning, texts));
    }

    // What stands around a text goes into the post-processor, where every program finds it.
    static Tokenizer Tokenizer(string path, JsonObject json, TokenizerConfiguration configuration)
    {
        string? begins = Named("add_bos_token", "bos_token"), ends = Named("add_eos_token", "eos_token");
        if (begins is not null || ends is not null) json["post_processor"] = Around(json, begins, ends);
        using var document = JsonDocument.Parse(JsonSerializer.SerializeToUtf8Bytes(json));
        return new Tokenizer(TokenizerFileReader.Read(path, document.RootElement, countsIds: false), configuration);

        string? Named(string flag, string name) => configuration.Flag(flag) == true ? configuration.SpecialTokens.GetValueOrDefault(name) : null;
    }

    static JsonObject Around(JsonObject json, string? begins, string? ends)
    {
        JsonObject Special(string content, int type) => new() { ["SpecialToken"] = new JsonObject { ["id"] = content, ["type_id"] = type } };
        JsonObject Sequence(string name, int type) => new() { ["Sequence"] = new JsonObject { ["id"] = name, ["type_id"] = type } };
        IEnumerable<JsonObject> One(string name, int type) =>
            [.. begins is null ? [] : (JsonObject[])[Special(begins, type)], Sequence(name, type), .. ends is null ? [] : (JsonObject[])[Special(ends, type)]];
        var tokens = new JsonObject();
        foreach (string content in ((string?[])[begins, ends]).OfType<string>().Distinct())
            tokens[content] = new JsonObject { ["id"] = content, ["ids"] = new JsonArray(Id(json, content)), ["tokens"] = new JsonArray(content) };
        var pair = new JsonArray([.. One("A", 0), .. One("B", 1)]);
        return new JsonObject { ["type"] = "TemplateProcessing", ["single"] = new JsonArray([.. One("A", 0)]), ["pair"] = pair, ["special_tokens"] = tokens };
    }

    static int Id(JsonObject json, string content) =>
        json["added_tokens"]!.AsArray().FirstOrDefault(token => token!["content"]!.GetValue<string>() == content) is { } added ? added["id"]!.GetValue<int>()
            : json["model"]!["vocab"]![content]!.GetValue<int>();

    static JsonObject Json(GgufMetadata metadata, GgufPreTokenizer preTokenizer, string[] texts, int[] kinds, bool normalizes)
    {
        var vocabulary = new JsonObject();
        var added = new JsonArray();
        for (int id = 0; id < texts.Length; id++)
            switch ((GgufTokenKind)kinds[id])
            {
                case GgufTokenKind.Normal:
                    if (!vocabulary.TryAdd(texts[id], id)) throw metadata.Wrong("tokenizer.ggml.tokens", $"holds the token \"{texts[id]}\" twice");
                    break;
                case GgufTokenKind.Control or GgufTokenKind.Added:
                    added.Add(Added(id, texts[id], (GgufTokenKind)kinds[id] == GgufTokenKind.Control));
                    break;
                case GgufTokenKind.Unused:
                    break;
                default:
                    throw metadata.Wrong("tokenizer.ggml.token_type", $"gives token {id} the type {kinds[id]}, which byte-level BPE does not have");
            }
        return new JsonObject
        {
            ["added_tokens"] = added,
            ["normalizer"] = normalizes ? new JsonObject { ["type"] = "NFC" } : null,
            ["pre_tokenizer"] = JsonObject.Create(GgufPreTokenizers.Component(preTokenizer)),
            ["decoder"] = new JsonObject { ["type"] = "ByteLevel", ["add_prefix_space"] = false, ["trim_offsets"] = false, ["use_regex"] = false },
            ["model"] = new JsonObject
            {
                ["type"] = "BPE",
                ["ignore_merges"] = preTokenizer.IgnoreMerges,
                ["vocab"] = vocabulary,
                ["merges"] = new JsonArray([.. metadata.Required("tokenizer.ggml.merges", metadata.Texts).Select(merge => (JsonNode)merge)]),
            },
        };
    }

    /// <summary>An entry of added_tokens.</summary>
    public static JsonObject Added(int id, string content, bool isSpecial) => new()
    {
        ["id"] = id,
        ["content"] = content,
        ["single_word"] = false,
        ["lstrip"] = false,
        ["rstrip"] = false,
        ["normalized"] = false,
        ["special"] = isSpecial,
    };

    static TokenizerConfiguration Configuration(GgufMetadata metadata, bool addsBeginning, string[] texts)
    {
        var properties = new JsonObject
        {
            ["tokenizer_class"] = "PreTrainedTokenizerFast",
            ["add_bos_token"] = addsBeginning,
            ["add_eos_token"] = metadata.Flag("tokenizer.ggml.add_eos_token") ?? false,
            ["clean_up_tokenization_spaces"] = false,
        };
        foreach (var (name, key) in (ReadOnlySpan<(string, string)>)[("bos_token", "bos"), ("eos_token", "eos"), ("unk_token", "unknown"),
            ("pad_token", "padding")])
            if (SpecialToken(metadata, $"tokenizer.ggml.{key}_token_id", texts) is { } text) properties[name] = text;
        if (metadata.Text("tokenizer.chat_template") is { } template) properties["chat_template"] = template;
        return new([.. properties.Select(property => KeyValuePair.Create(property.Key, JsonSerializer.SerializeToElement(property.Value)))]);
    }

    static string? SpecialToken(GgufMetadata metadata, string key, string[] texts) => metadata.Integer(key) is not { } id ? null
        : (uint)id < (uint)texts.Length ? texts[id]
        : throw metadata.Wrong(key, $"is {id}, but there are {texts.Length} tokens");
}
