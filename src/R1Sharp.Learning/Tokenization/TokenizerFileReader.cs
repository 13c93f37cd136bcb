// Reads tokenizer.json, and refuses what this program would do differently from Hugging Face's tokenizers library.

using System.Text.Json;
using R1Sharp.Learning.Tokenization.PreTokenization;

namespace R1Sharp.Learning.Tokenization;

/// <summary>
/// Reads the tokenizer.json of byte-level BPE tokenizers. Whatever is not supported is an error that names it, so that
/// a tokenizer never gives other ids than its makers' without a word.
/// </summary>
internal static class TokenizerFileReader
{
    // Some hundred times the largest vocabulary there is; memory is taken for every id below the largest.
    const int LargestId = (1 << 24) - 1;

    static readonly string[] TopLevelNames =
        ["version", "truncation", "padding", "added_tokens", "normalizer", "pre_tokenizer", "post_processor", "decoder", "model"];

    static readonly string[] ModelNames =
        ["type", "dropout", "unk_token", "continuing_subword_prefix", "end_of_word_suffix", "fuse_unk", "byte_fallback",
         "ignore_merges", "vocab", "merges"];

    /// <exception cref="UserErrorException">The file is missing, broken, or asks for something unsupported.</exception>
    public static TokenizerFile Read(string path)
    {
        try
        {
            using var stream = File.OpenRead(path);
            using var document = JsonDocument.Parse(stream);
            return Read(path, document.RootElement);
        }
        catch (JsonException error)
        {
            throw new UserErrorException($"{path} is not a complete tokenizer.json: {error.Message}", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"Cannot read the tokenizer {path}: {error.Message}", error);
        }
    }

    /// <param name="path">Where it comes from, for messages.</param>
    /// <param name="root">The content of a tokenizer.json.</param>
    /// <exception cref="UserErrorException">It is broken, or asks for something unsupported.</exception>
    public static TokenizerFile Read(string path, JsonElement root)
    {
        try
        {
            return Read(root);
        }
        catch (Exception error) when (error is InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw new UserErrorException($"{path} is not a complete tokenizer.json: {error.Message}", error);
        }
        catch (NotSupportedException error)
        {
            throw new UserErrorException($"{path}: {error.Message}; use a tokenizer of the byte-level BPE family.", error);
        }
    }

    static TokenizerFile Read(JsonElement root)
    {
        TokenizerComponents.AllowOnly(root, "tokenizer.json", TopLevelNames);
        TokenizerComponents.RequireNull(root, "truncation", "padding");
        var model = root.GetProperty("model");
        CheckModel(model);
        var vocabulary = ReadVocabulary(model.GetProperty("vocab"));
        TokenizerComponents.CheckDecoder(Optional(root, "decoder"));
        return new TokenizerFile
        {
            Vocabulary = vocabulary,
            Merges = ReadMerges(model.GetProperty("merges"), vocabulary),
            IgnoreMerges = Optional(model, "ignore_merges") is { ValueKind: JsonValueKind.True },
            AddedTokens = [.. ReadAddedTokens(root, vocabulary)],
            NormalizesToFormC = TokenizerComponents.NormalizesToFormC(Optional(root, "normalizer")),
            PostProcessor = PostProcessor.Read(Optional(root, "post_processor")),
            PreTokenizer = PreTokenizerReader.Read(Optional(root, "pre_tokenizer")),
            Components = new[] { "normalizer", "pre_tokenizer", "post_processor", "decoder" }
                .ToDictionary(name => name, name => Optional(root, name)?.Clone() ?? default),
        };
    }

    static void CheckModel(JsonElement model)
    {
        string? type = Optional(model, "type")?.GetString();
        if (type is not null and not "BPE") throw new NotSupportedException($"the model type \"{type}\" is not supported");
        TokenizerComponents.AllowOnly(model, "model", ModelNames);
        TokenizerComponents.RequireNull(model, "dropout", "unk_token", "continuing_subword_prefix", "end_of_word_suffix");
        if (Optional(model, "byte_fallback") is { ValueKind: JsonValueKind.True })
            throw new NotSupportedException("\"byte_fallback\" of the model is not supported");
    }

    static Dictionary<string, int> ReadVocabulary(JsonElement vocab)
    {
        var vocabulary = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var entry in vocab.EnumerateObject())
        {
            int id = entry.Value.GetInt32();
            CheckId(entry.Name, id);
            vocabulary[entry.Name] = id;
        }
        for (int value = 0; value < 256; value++)
            if (!vocabulary.ContainsKey(ByteAlphabet.Character((byte)value).ToString()))
                throw new NotSupportedException($"a vocabulary without a token for the byte 0x{value:X2} is not supported");
        return vocabulary;
    }

    static void CheckId(string token, int id)
    {
        if (id is < 0 or > LargestId) throw new FormatException($"the token \"{token}\" has the id {id}; ids are from 0 to {LargestId}.");
    }

    // Each merge is "left right" or, since version 0.20 of the library, ["left", "right"].
    static Merge[] ReadMerges(JsonElement list, Dictionary<string, int> vocabulary)
    {
        var merges = new Merge[list.GetArrayLength()];
        int rank = 0;
        foreach (var merge in list.EnumerateArray())
        {
            var (left, right) = merge.ValueKind == JsonValueKind.Array ? Pair(merge) : SplitMerge(TokenizerComponents.Text(merge));
            merges[rank] = new Merge(IdOf(left, rank), IdOf(right, rank), IdOf(left + right, rank));
            rank++;
        }
        return merges;

        int IdOf(string spelling, int index) => vocabulary.TryGetValue(spelling, out int id) ? id
            : throw new FormatException($"merge {index} needs the token \"{spelling}\", which is not in the vocabulary.");
    }

    static (string, string) Pair(JsonElement merge) => merge.GetArrayLength() == 2
        ? (TokenizerComponents.Text(merge[0]), TokenizerComponents.Text(merge[1]))
        : throw new FormatException($"{merge.GetRawText()} is not a merge of two tokens.");

    static (string, string) SplitMerge(string merge)
    {
        int space = merge.IndexOf(' ');
        if (space <= 0 || space != merge.LastIndexOf(' ')) throw new FormatException($"\"{merge}\" is not a merge of two tokens.");
        return (merge[..space], merge[(space + 1)..]);
    }

    static IEnumerable<AddedToken> ReadAddedTokens(JsonElement root, Dictionary<string, int> vocabulary)
    {
        if (Optional(root, "added_tokens") is not { } list) yield break;
        foreach (var entry in list.EnumerateArray())
        {
            TokenizerComponents.AllowOnly(entry, "added_tokens", "id", "content", "single_word", "lstrip", "rstrip", "normalized", "special");
            int id = entry.GetProperty("id").GetInt32();
            var token = new AddedToken(id, TokenizerComponents.Text(entry.GetProperty("content")), entry.GetProperty("special").GetBoolean())
            {
                SingleWord = entry.GetProperty("single_word").GetBoolean(),
                StripLeft = entry.GetProperty("lstrip").GetBoolean(),
                StripRight = entry.GetProperty("rstrip").GetBoolean(),
                Normalized = entry.GetProperty("normalized").GetBoolean(),
            };
            CheckId(token.Content, token.Id);
            if (token.Content.Length == 0) throw new FormatException($"the added token {token.Id} is an empty text.");
            if (vocabulary.TryGetValue(token.Content, out int known) && known != token.Id)
                throw new FormatException($"the added token \"{token.Content}\" has the id {token.Id}, the vocabulary says {known}.");
            yield return token;
        }
    }

    /// <summary>A property that is there and not null.</summary>
    static JsonElement? Optional(JsonElement parent, string name) => TokenizerComponents.Optional(parent, name);
}
