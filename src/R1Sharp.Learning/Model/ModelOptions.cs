// The shape of a decoder-only transformer, in the terms of Hugging Face's config.json (Qwen2 style).

using System.ComponentModel.DataAnnotations;

namespace R1Sharp.Learning.Model;

/// <summary>The shape of a network: a pre-norm decoder with RMSNorm, RoPE, grouped-query attention and SwiGLU.</summary>
public sealed record ModelOptions
{
    /// <summary>V: rows of the embedding.</summary>
    [Range(1, 1_000_000)] public int VocabularySize { get; init; } = 512;

    /// <summary>C: width of the residual stream.</summary>
    [Range(1, 65536)] public int HiddenSize { get; init; } = 128;

    /// <summary>F: width of the feed-forward layer.</summary>
    [Range(1, 262144)] public int IntermediateSize { get; init; } = 384;

    /// <summary>Number of decoder layers.</summary>
    [Range(1, 1024)] public int LayerCount { get; init; } = 4;

    /// <summary>H: query heads.</summary>
    [Range(1, 1024)] public int HeadCount { get; init; } = 4;

    /// <summary>Key and value heads; each serves HeadCount / KeyValueHeadCount query heads.</summary>
    [Range(1, 1024)] public int KeyValueHeadCount { get; init; } = 2;

    /// <summary>D: width of one head.</summary>
    [Range(2, 1024)] public int HeadSize { get; init; } = 32;

    /// <summary>Longest sequence the rotary table is made for.</summary>
    [Range(1, 10_000_000)] public int MaxPositions { get; init; } = 1024;

    /// <summary>θ, the base of the rotary frequencies.</summary>
    [Range(1.0, 1e12)] public double RopeTheta { get; init; } = 10_000;

    /// <summary>ε inside RMSNorm.</summary>
    [Range(0.0, 1.0)] public double RmsNormEpsilon { get; init; } = 1e-6;

    /// <summary>Whether the head uses the embedding's weights.</summary>
    public bool TieWordEmbeddings { get; init; } = true;

    /// <summary>Whether the query, key and value projections have biases (Qwen2 has them).</summary>
    public bool AttentionBias { get; init; } = true;

    /// <summary>Standard deviation of the initial weights.</summary>
    [Range(0.0, 10.0)] public double InitializerRange { get; init; } = 0.02;

    /// <summary>Id of the token that ends a text.</summary>
    public int EndOfTextId { get; init; }

    /// <summary>Whether Hugging Face tools should pad with this token; the engine never pads.</summary>
    public int? PadId { get; init; }
}
