// Trains a byte-level BPE tokenizer on texts.

using System.Runtime.InteropServices;
using System.Text.Json;
using R1Sharp.Learning.Tokenization.PreTokenization;

namespace R1Sharp.Learning.Tokenization;

/// <summary>
/// Trains byte-level BPE tokenizers (Sennrich et al., 2016) with Qwen2.5's pre-tokenizer, so that each digit is a token,
/// and without normalization, so that decoding gives back the text. Ids as Hugging Face lays them out for GPT-2 and
/// Qwen: the 256 bytes in the order of their characters, the merged tokens in the order they were learned, then special
/// tokens, then added tokens, both in the order of the options. The result depends on what pieces occur how often, not
/// on the order of the texts; of pairs equally frequent, the one with the lower ids (left before right) is merged.
/// </summary>
public static class TokenizerTrainer
{
    /// <summary>Trains a tokenizer.</summary>
    /// <param name="texts">Read once. Special and added tokens in them are cut out: no pair reaches into or across them.</param>
    /// <param name="options">What kind of tokenizer.</param>
    /// <exception cref="UserErrorException">The options contradict each other.</exception>
    public static Tokenizer Train(IEnumerable<string> texts, TokenizerTrainerOptions options)
    {
        string[] added = [.. options.SpecialTokens, .. options.AddedTokens];
        Check(options, added);
        var pieces = CountPieces(texts, added);
        var learner = new BytePairLearner(pieces);
        learner.Learn(options.VocabularySize - added.Length, options.MinimumPairCount);

        if (added.FirstOrDefault(learner.Spellings.Contains) is { } known)
            throw new UserErrorException($"\"{known}\" is in the vocabulary as it is: choose another special or added token.");

        int firstAddedId = learner.Spellings.Count;
        return new Tokenizer(new TokenizerFile
        {
            Vocabulary = learner.Spellings.Select((spelling, id) => (spelling, id)).ToDictionary(StringComparer.Ordinal),
            Merges = [.. learner.Merges],
            AddedTokens = [.. added.Select((content, index) => new AddedToken(firstAddedId + index, content, index < options.SpecialTokens.Count))],
            PreTokenizer = PreTokenizer.Qwen,
            Components = Components(),
        }, Configuration(options));
    }

    static void Check(TokenizerTrainerOptions options, string[] added)
    {
        if (added.Length == 0 || options.SpecialTokens.Count == 0)
            throw new UserErrorException("A tokenizer needs a special token that ends a text: give at least one special token.");
        if (added.Any(content => content.Length == 0) || added.Distinct().Count() < added.Length)
            throw new UserErrorException("Special and added tokens must differ and must not be empty.");
        if (options.VocabularySize < 256 + added.Length)
            throw new UserErrorException(
                $"A vocabulary of {options.VocabularySize} has no room for the 256 bytes and {added.Length} special and added tokens: at least "
                    + $"{256 + added.Length}.");
    }

    static Dictionary<string, long> CountPieces(IEnumerable<string> texts, string[] added)
    {
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        var matcher = new AddedTokenMatcher([.. added.Select(content => new AddedToken(0, content, false))]);
        foreach (string text in texts)
        {
            int done = 0;
            for (int search = 0; matcher.Next(text, done, ref search, out int start, out int end) is not null; done = end)
                Count(text.AsSpan(done..start), counts);
            Count(text.AsSpan(done), counts);
        }
        return counts;
    }

    static void Count(ReadOnlySpan<char> text, Dictionary<string, long> counts) =>
        PreTokenizer.Qwen.Split(text, beginsText: true, counts.GetAlternateLookup<ReadOnlySpan<char>>(), static (piece, lookup) =>
            CollectionsMarshal.GetValueRefOrAddDefault(lookup, piece, out _)++);

    // The pattern is written out in the file, so that other programs cut as this one does.
    static Dictionary<string, JsonElement> Components() => new()
    {
        ["normalizer"] = default,
        ["pre_tokenizer"] = JsonSerializer.SerializeToElement(new
        {
            type = "Sequence",
            pretokenizers = new object[]
            {
                new { type = "Split", pattern = new { Regex = WordScanner.QwenPattern }, behavior = "Isolated", invert = false },
                new { type = "ByteLevel", add_prefix_space = false, trim_offsets = false, use_regex = false },
            },
        }),
        ["post_processor"] = default,
        ["decoder"] = JsonSerializer.SerializeToElement(new { type = "ByteLevel", add_prefix_space = false, trim_offsets = false, use_regex = false }),
    };

    static TokenizerConfiguration Configuration(TokenizerTrainerOptions options)
    {
        var properties = new List<KeyValuePair<string, object>>
        {
            new("tokenizer_class", "PreTrainedTokenizerFast"),
            new("eos_token", options.SpecialTokens[0]),
            new("pad_token", options.SpecialTokens[0]),
            new("additional_special_tokens", options.SpecialTokens.Skip(1)),
            new("clean_up_tokenization_spaces", false),
        };
        if (options.ChatTemplate is { } template) properties.Add(new("chat_template", template));
        return new([.. properties.Select(property => KeyValuePair.Create(property.Key, JsonSerializer.SerializeToElement(property.Value)))]);
    }
}
