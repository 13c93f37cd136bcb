// What kind of tokenizer to train.

using System.ComponentModel.DataAnnotations;

namespace R1Sharp.Learning.Tokenization;

/// <summary>Settings of <see cref="TokenizerTrainer"/>.</summary>
public sealed record TokenizerTrainerOptions
{
    /// <summary>
    /// Most tokens, special and added ones included; there are fewer when the text runs out of pairs that repeat. At
    /// least the 256 bytes and the special and added tokens.
    /// </summary>
    [Range(256, 1_000_000)] public int VocabularySize { get; init; } = 4096;

    /// <summary>How often a pair must occur to become a token.</summary>
    [Range(1, int.MaxValue)] public int MinimumPairCount { get; init; } = 2;

    /// <summary>Tokens that decoding can leave out. The first one ends a text and fills up batches.</summary>
    public IReadOnlyList<string> SpecialTokens { get; init; } = StandardTokens.Special;

    /// <summary>Tokens that are part of a text.</summary>
    public IReadOnlyList<string> AddedTokens { get; init; } = StandardTokens.Added;

    /// <summary>Jinja source of the chat template; null for none.</summary>
    public string? ChatTemplate { get; init; } = StandardTokens.ChatTemplate;
}
