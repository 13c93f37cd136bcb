// What a tokenizer.json says, checked and resolved to ids.

using System.Text.Json;
using R1Sharp.Learning.Tokenization.Normalization;
using R1Sharp.Learning.Tokenization.PreTokenization;

namespace R1Sharp.Learning.Tokenization;

/// <summary>The content of a tokenizer.json: byte-level BPE, or BPE over characters made after SentencePiece.</summary>
internal sealed record TokenizerFile
{
    /// <summary>The model's vocabulary: spelling (in the byte alphabet where the tokenizer is byte-level) → id.</summary>
    public required Dictionary<string, int> Vocabulary { get; init; }

    /// <summary>First learned first.</summary>
    public required Merge[] Merges { get; init; }

    /// <summary>Whether a piece that is itself in the vocabulary takes that token whatever the merges say.</summary>
    public bool IgnoreMerges { get; init; }

    /// <summary>In the order of the file.</summary>
    public required AddedToken[] AddedTokens { get; init; }

    /// <summary>What happens to text before it is cut.</summary>
    public TextNormalizer Normalizer { get; init; } = TextNormalizer.None;

    /// <summary>How tokens become text.</summary>
    public TokenDecoder Decoder { get; init; } = TokenDecoder.ByteLevel;

    /// <summary>What stands for a character that the vocabulary does not have.</summary>
    public UnknownSymbols Unknown { get; init; } = new();

    /// <summary>The unknown token's content, as the file names it.</summary>
    public string? UnknownToken { get; init; }

    /// <summary>Cuts text into pieces.</summary>
    public required PreTokenizer PreTokenizer { get; init; }

    /// <summary>Puts special tokens around a text.</summary>
    public PostProcessor PostProcessor { get; init; } = new();

    /// <summary>The parts that are written back as they were read: normalizer, pre_tokenizer, post_processor, decoder.</summary>
    public required IReadOnlyDictionary<string, JsonElement> Components { get; init; }
}
