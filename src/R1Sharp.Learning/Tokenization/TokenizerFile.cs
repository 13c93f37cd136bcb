// What a tokenizer.json says, checked and resolved to ids.

using System.Text.Json;
using R1Sharp.Learning.Tokenization.PreTokenization;

namespace R1Sharp.Learning.Tokenization;

/// <summary>The content of a tokenizer.json of the byte-level BPE family.</summary>
internal sealed record TokenizerFile
{
    /// <summary>The model's vocabulary: spelling in the byte alphabet → id.</summary>
    public required Dictionary<string, int> Vocabulary { get; init; }

    /// <summary>First learned first.</summary>
    public required Merge[] Merges { get; init; }

    /// <summary>Whether a piece that is itself in the vocabulary takes that token whatever the merges say.</summary>
    public bool IgnoreMerges { get; init; }

    /// <summary>In the order of the file.</summary>
    public required AddedToken[] AddedTokens { get; init; }

    /// <summary>Whether text is brought to Unicode's normalization form C before it is cut.</summary>
    public bool NormalizesToFormC { get; init; }

    /// <summary>Cuts text into pieces.</summary>
    public required PreTokenizer PreTokenizer { get; init; }

    /// <summary>Puts special tokens around a text.</summary>
    public PostProcessor PostProcessor { get; init; } = new();

    /// <summary>The parts that are written back as they were read: normalizer, pre_tokenizer, post_processor, decoder.</summary>
    public required IReadOnlyDictionary<string, JsonElement> Components { get; init; }
}
