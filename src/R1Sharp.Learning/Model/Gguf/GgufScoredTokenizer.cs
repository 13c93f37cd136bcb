// Tokenizers of the kind "llama" in GGUF files: SentencePiece's pieces with scores instead of merges.

using System.Text.Json.Nodes;

namespace R1Sharp.Learning.Model.Gguf;

/// <summary>
/// llama.cpp joins the two neighbours whose piece has the highest score, leftmost first, until no neighbours are a piece. These
/// are the merges of a BPE whose merges are all ways to cut every piece into two, in the order of the pieces' scores.
/// </summary>
static class GgufScoredTokenizer
{
    /// <summary>The content of a tokenizer.json that does the same, and how its added tokens are numbered.</summary>
    /// <exception cref="UserErrorException">The metadata contradict each other.</exception>
    public static JsonObject Json(GgufMetadata metadata, string[] texts, int[] kinds)
    {
        float[] scores = metadata.Required("tokenizer.ggml.scores", metadata.Floats);
        if (scores.Length != texts.Length) throw metadata.Wrong("tokenizer.ggml.scores", $"has {scores.Length} values for {texts.Length} tokens");
        var vocabulary = new JsonObject();
        var added = new JsonArray();
        var pieces = new Dictionary<string, float>(StringComparer.Ordinal);
        for (int id = 0; id < texts.Length; id++)
        {
            var kind = (GgufTokenKind)kinds[id];
            if (!Enum.IsDefined(kind)) throw metadata.Wrong("tokenizer.ggml.token_type", $"gives token {id} the type {kinds[id]}, which does not exist");
            if (!vocabulary.TryAdd(texts[id], id)) throw metadata.Wrong("tokenizer.ggml.tokens", $"holds the token \"{texts[id]}\" twice");
            if (kind is GgufTokenKind.Unknown or GgufTokenKind.Control or GgufTokenKind.Added) added.Add(
                GgufTokenizerReader.Added(id, texts[id], kind != GgufTokenKind.Added));
            else if (kind == GgufTokenKind.Normal) pieces[texts[id]] = scores[id];
        }
        bool prefixes = metadata.Flag("tokenizer.ggml.add_space_prefix") ?? true;
        return new JsonObject
        {
            ["added_tokens"] = added,
            ["normalizer"] = prefixes ? Sequence("normalizers", new JsonObject { ["type"] = "Prepend", ["prepend"] = "\u2581" }, Replace(" ", "\u2581"))
                : Replace(" ", "\u2581"),
            ["pre_tokenizer"] = null,
            ["decoder"] = Sequence("decoders", [Replace("\u2581", " "), new JsonObject { ["type"] = "ByteFallback" }, new JsonObject { ["type"] = "Fuse" },
                .. prefixes ? [new JsonObject { ["type"] = "Strip", ["content"] = " ", ["start"] = 1, ["stop"] = 0 }] : (JsonObject[])[]]),
            ["model"] = new JsonObject
            {
                ["type"] = "BPE",
                ["unk_token"] = metadata.Integer("tokenizer.ggml.unknown_token_id") is { } unknown && (uint)unknown < (uint)texts.Length ? texts[unknown]
                    : null,
                ["fuse_unk"] = true,
                ["byte_fallback"] = true,
                ["vocab"] = vocabulary,
                ["merges"] = new JsonArray([.. Merges(pieces).Select(merge => new JsonArray(merge.Left, merge.Right))]),
            },
        };
    }

    /// <summary>All ways to cut every piece into two pieces, best piece first.</summary>
    public static IEnumerable<(string Left, string Right)> Merges(IReadOnlyDictionary<string, float> pieces) =>
        pieces.OrderByDescending(piece => piece.Value).SelectMany(piece => Cuts(piece.Key, pieces.ContainsKey));

    /// <summary>All ways to cut a spelling into two that are known.</summary>
    public static IEnumerable<(string Left, string Right)> Cuts(string spelling, Predicate<string> isKnown) =>
        Enumerable.Range(1, Math.Max(0, spelling.Length - 1))
            .Where(at => !char.IsLowSurrogate(spelling[at])).Select(at => (Left: spelling[..at], Right: spelling[at..]))
            .Where(cut => isKnown(cut.Left) && isKnown(cut.Right));

    static JsonObject Sequence(string name, params JsonObject[] parts) => new() { ["type"] = "Sequence", [name] = new JsonArray([.. parts]) };

    static JsonObject Replace(string old, string content) =>
        new() { ["type"] = "Replace", ["pattern"] = new JsonObject { ["String"] = old }, ["content"] = content };
}
