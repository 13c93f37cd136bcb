// The shape of a decoder-only transformer, in the terms of Hugging Face's config.json.

using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using R1Sharp.Learning.Model.Adapters;
using R1Sharp.Learning.Model.Architectures;

namespace R1Sharp.Learning.Model;

/// <summary>What a network gives for each hidden state.</summary>
public enum OutputHead
{
    /// <summary>A logit for every token: a language model.</summary>
    Vocabulary,

    /// <summary>One number (Hugging Face's sequence classification with one label): a reward model or a value model.</summary>
    Scalar,
}

/// <summary>The shape of a network: a decoder whose layers are what its architecture says.</summary>
public sealed record ModelOptions
{
    /// <summary>What its layers are made of, with the settings that only such layers have.</summary>
    public ModelArchitecture Architecture { get; init; } = new Qwen2();

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

    /// <summary>D: width of one head, even; H·D need not be C.</summary>
    [Range(2, 1024)] public int HeadSize { get; init; } = 32;

    /// <summary>Longest sequence.</summary>
    [Range(1, 10_000_000)] public int MaxPositions { get; init; } = 1024;

    /// <summary>θ, the base of the rotary frequencies.</summary>
    [Range(1.0, 1e12)] public double RopeTheta { get; init; } = 10_000;

    /// <summary>How the rotary embedding is stretched; null leaves it as it is.</summary>
    public RopeScaling? RopeScaling { get; init; }

    /// <summary>ε inside RMSNorm.</summary>
    [Range(0.0, 1.0)] public double RmsNormEpsilon { get; init; } = 1e-6;

    /// <summary>What stands on top: logits of tokens, or one number.</summary>
    public OutputHead Output { get; init; }

    /// <summary>Whether a vocabulary head uses the embedding's weights.</summary>
    public bool TieWordEmbeddings { get; init; } = true;

    /// <summary>W: in the layers of <see cref="SlidingLayers"/> a token sees the last W tokens, itself included; null where no layer slides.</summary>
    [Range(1, 10_000_000)] public int? SlidingWindow { get; init; }

    /// <summary>Indices of the layers with a sliding window, ascending.</summary>
    public ValueList<int> SlidingLayers { get; init; } = [];

    /// <summary>Standard deviation of the initial weights.</summary>
    [Range(0.0, 10.0)] public double InitializerRange { get; init; } = 0.02;

    /// <summary>Id of the token that ends a text; null where the files name none.</summary>
    public int? EndOfTextId { get; init; }

    /// <summary>Ids of further tokens that end a text: Llama 3's instruction models have three in all.</summary>
    public ValueList<int> OtherEndIds { get; init; } = [];

    /// <summary>Ids of all tokens that end a text.</summary>
    public IReadOnlyList<int> EndIds => EndOfTextId is { } end ? [end, .. OtherEndIds] : OtherEndIds;

    /// <summary>Id of the token that begins a text; null where there is none.</summary>
    public int? BeginOfTextId { get; init; }

    /// <summary>Whether Hugging Face tools should pad with this token; the engine never pads.</summary>
    public int? PadId { get; init; }

    /// <summary>The adapters beside its linear maps, which learn while all else is frozen; null where there are none. Not of config.json.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public AdapterShape? Adapter { get; init; }

    /// <summary>The tensor of the head: V x C, or 1 x C of a scalar one.</summary>
    internal string HeadTensor => Output == OutputHead.Scalar ? "score.weight" : TieWordEmbeddings ? "model.embed_tokens.weight" : "lm_head.weight";

    /// <summary>The sliding window of a layer, or null.</summary>
    public int? WindowOf(int layer) => SlidingLayers.Contains(layer) ? SlidingWindow : null;
}
