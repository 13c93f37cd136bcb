// Reads tokenizer.json, and refuses what this program would do differently from Hugging Face's tokenizers library.

using System.Text.Json;
using R1Sharp.Learning.Tokenization.Normalization;
using R1Sharp.Learning.Tokenization.PreTokenization;

namespace R1Sharp.Learning.Tokenization;

/// <summary>
/// Reads tokenizer.json where the model is BPE: byte-level, or over characters after SentencePiece. Whatever is not supported is an
/// error that names it, so that a tokenizer never gives other ids than its makers' without a word.
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

    /// <summary>Reads a file; added tokens get the ids that Hugging Face's library gives them, whatever ids the file says.</summary>
    /// <exception cref="UserErrorException">The file is missing, broken, or asks for something unsupported.</exception>
    public static TokenizerFile Read(string path)
    {
        try
        {
            using var stream = File.OpenRead(path);
            using var document = JsonDocument.Parse(stream);
            return Read(path, document.RootElement, countsIds: true);
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
    /// <param name="countsIds">Whether added tokens get ids by <see cref="AddedTokenNumbers"/>, or have those that are stated.</param>
    /// <exception cref="UserErrorException">It is broken, or asks for something unsupported.</exception>
    public static TokenizerFile Read(string path, JsonElement root, bool countsIds)
    {
        try
        {
            return Read(root, countsIds);
        }
        catch (Exception error) when (error is InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw new UserErrorException($"{path} is not a complete tokenizer.json: {error.Message}", error);
        }
        catch (NotSupportedException error)
        {
            throw new UserErrorException($"{path}: {error.Message}; use a tokenizer of the BPE family.", error);
        }
    }

    static TokenizerFile Read(JsonElement root, bool countsIds)
    {
        TokenizerComponents.AllowOnly(root, "tokenizer.json", TopLevelNames);
        var model = root.GetProperty("model");
        CheckModel(model);
        var vocabulary = ReadVocabulary(model.GetProperty("vocab"));
        var merges = ReadMerges(model.GetProperty("merges"), vocabulary);
        bool ignoresMerges = IsTrue(model, "ignore_merges");
        var preTokenizer = PreTokenizerReader.Read(Optional(root, "pre_tokenizer"));
        var decoder = ReadDecoder(root);
        var unknown = ReadUnknown(model, vocabulary, decoder.IsByteLevel);
        return new TokenizerFile
        {
            Vocabulary = vocabulary,
            Merges = merges,
            IgnoreMerges = ignoresMerges,
            AddedTokens = [.. countsIds ? Numbered(ReadAddedTokens(root), vocabulary) : ReadAddedTokens(root)],
            Normalizer = NormalizerReader.Read(Optional(root, "normalizer")),
            PostProcessor = PostProcessor.Read(Optional(root, "post_processor")),
            PreTokenizer = decoder.IsByteLevel || ignoresMerges || unknown.Drops ? preTokenizer : CutAtWords(preTokenizer, vocabulary, merges),
            Decoder = decoder,
            UnknownToken = Optional(model, "unk_token")?.GetString(),
            Unknown = unknown,
            Components = new[] { "normalizer", "pre_tokenizer", "post_processor", "decoder" }
                .ToDictionary(name => name, name => Optional(root, name)?.Clone() ?? default),
        };
    }

    static void CheckModel(JsonElement model)
    {
        string? type = Optional(model, "type")?.GetString();
        if (type is not null and not "BPE") throw new NotSupportedException($"the model type \"{type}\" is not supported");
        TokenizerComponents.AllowOnly(model, "model", ModelNames);
        TokenizerComponents.RequireNothing(model, "dropout", "continuing_subword_prefix", "end_of_word_suffix");
    }

    static bool IsTrue(JsonElement parent, string name) => Optional(parent, name) is { ValueKind: JsonValueKind.True };

    // The pre-tokenizer and the decoder must mean the same spelling of the vocabulary.
    static TokenDecoder ReadDecoder(JsonElement root)
    {
        bool isByteLevel = PreTokenizerReader.IsByteLevel(Optional(root, "pre_tokenizer"));
        var component = Optional(root, "decoder");
        var decoder = TokenDecoder.Read(component);
        return decoder.IsByteLevel == isByteLevel ? decoder
            : throw new NotSupportedException(isByteLevel
                ? $"the decoder \"{TokenizerComponents.TypeOf(component!.Value)}\" beside the pre-tokenizer \"ByteLevel\" is not supported"
                : "a pre_tokenizer without \"ByteLevel\" beside the decoder \"ByteLevel\" is not supported");
    }

    // A text that nothing cuts is merged in parts where that changes nothing.
    static PreTokenizer CutAtWords(PreTokenizer preTokenizer, Dictionary<string, int> vocabulary, Merge[] merges)
    {
        const string mark = "\u2581";
        if (!vocabulary.ContainsKey(mark)) return preTokenizer;
        var results = merges.Select(merge => merge.Result).ToHashSet();
        var scanner = new WordStartScanner(mark[0], vocabulary.Where(entry => results.Contains(entry.Value)).Select(entry => entry.Key));
        return new PreTokenizer([.. preTokenizer.Stages, new PieceStage(scanner)]);
    }

    static UnknownSymbols ReadUnknown(JsonElement model, Dictionary<string, int> vocabulary, bool isByteLevel)
    {
        if (isByteLevel && Enumerable.Range(0, 256).All(value => vocabulary.ContainsKey(ByteAlphabet.Character((byte)value).ToString())))
            return new UnknownSymbols();
        if (isByteLevel && IsTrue(model, "byte_fallback"))
            throw new NotSupportedException("\"byte_fallback\" of a byte-level model that lacks bytes is not supported");
        int[]? tokens = IsTrue(model, "byte_fallback")
            ? [.. Enumerable.Range(0, 256).Select(value => vocabulary.GetValueOrDefault(TokenDecoder.Spelling((byte)value), -1))] : null;
        var unknown = new UnknownSymbols(null, IsTrue(model, "fuse_unk"), tokens);
        if (unknown.SpellsAll || Optional(model, "unk_token")?.GetString() is not { Length: > 0 } name) return unknown;
        return vocabulary.TryGetValue(name, out int id) ? unknown with { Unknown = id }
            : throw new FormatException($"the unknown token \"{name}\" is not in the vocabulary.");
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

    static IReadOnlyList<AddedToken> Numbered(IEnumerable<AddedToken> tokens, Dictionary<string, int> vocabulary)
    {
        var numbers = new AddedTokenNumbers(vocabulary);
        foreach (var token in tokens) numbers.Add(token);
        return numbers.Tokens;
    }

    static IEnumerable<AddedToken> ReadAddedTokens(JsonElement root)
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
            yield return token;
        }
    }

    /// <summary>A property that is there and not null.</summary>
    static JsonElement? Optional(JsonElement parent, string name) => TokenizerComponents.Optional(parent, name);
}
