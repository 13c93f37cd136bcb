// The network of a recipe: a size that gives all widths, each of which can still be set, or a checkpoint.

using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using R1Sharp.Learning;
using R1Sharp.Learning.Model;
using R1Sharp.Learning.Model.Architectures;
using R1Sharp.Learning.Settings;

namespace R1Sharp.App.Recipes;

/// <summary>Named sizes, by number of parameters without the embedding.</summary>
enum ModelSize
{
    /// <summary>0.8 million: the miniature world in minutes.</summary>
    Tiny,

    /// <summary>5 million.</summary>
    Small,

    /// <summary>25 million.</summary>
    Medium,
}

/// <summary>The network: new, or read from a checkpoint.</summary>
sealed record ModelRecipe : IChecked
{
    /// <summary>A Hugging Face folder to begin from; its tokenizer is used.</summary>
    [Alone, Content] public string? From { get; init; }

    /// <summary>Gives all the widths below.</summary>
    [Dial] public ModelSize Size { get; init; }

    /// <summary>
    /// What its layers are made of, as config.json would name it (model_type: qwen3, olmo2, …); null takes qwen2, or llama without attention_bias.
    /// </summary>
    [DefaultValue(null)] public string? Architecture { get; init; }

    /// <summary>C: width of the residual stream.</summary>
    [Range(2, 65536)] public int HiddenSize { get; init; } = 128;

    /// <summary>F: width of the feed-forward layer.</summary>
    [Range(1, 262144)] public int IntermediateSize { get; init; } = 384;

    /// <summary>Number of decoder layers.</summary>
    [Range(1, 1024)] public int LayerCount { get; init; } = 4;

    /// <summary>H: query heads.</summary>
    [Range(1, 1024)] public int HeadCount { get; init; } = 4;

    /// <summary>Key and value heads.</summary>
    [Range(1, 1024)] public int KeyValueHeadCount { get; init; } = 2;

    /// <summary>D: width of one head.</summary>
    [Range(2, 1024)] public int HeadSize { get; init; } = 32;

    /// <summary>Longest sequence, prompt and completion together.</summary>
    [Range(1, 10_000_000)] public int MaxPositions { get; init; } = 1024;

    /// <summary>θ, the base of the rotary frequencies.</summary>
    [Range(1.0, 1e12)] public double RopeTheta { get; init; } = 10_000;

    /// <summary>Whether the head uses the embedding's weights.</summary>
    public bool TieWordEmbeddings { get; init; } = true;

    /// <summary>Whether the query, key and value projections have biases, where no architecture is named.</summary>
    public bool AttentionBias { get; init; } = true;

    /// <summary>Standard deviation of the initial weights, about 0.7 / √C: at 0.02 so narrow a network learns several times more slowly.</summary>
    [Range(0.0, 10.0)] public double InitializerRange { get; init; } = 0.06;

    /// <summary>The widths of a size.</summary>
    public static ModelRecipe For(ModelSize size) => size switch
    {
        ModelSize.Small => new()
        {
            Size = size,
            HiddenSize = 256,
            IntermediateSize = 768,
            LayerCount = 6,
            HeadCount = 8,
            KeyValueHeadCount = 4,
            InitializerRange = 0.045,
        },
        ModelSize.Medium => new()
        {
            Size = size,
            HiddenSize = 512,
            IntermediateSize = 1536,
            LayerCount = 8,
            HeadCount = 8,
            KeyValueHeadCount = 4,
            HeadSize = 64,
            InitializerRange = 0.03,
        },
        _ => new() { Size = ModelSize.Tiny },
    };

    /// <summary>The shape of a new network for a tokenizer.</summary>
    /// <param name="vocabularySize">Rows of the embedding.</param>
    /// <param name="endOfTextId">The token that ends a text.</param>
    public ModelOptions Shape(int vocabularySize, int endOfTextId) => new()
    {
        VocabularySize = vocabularySize,
        HiddenSize = HiddenSize,
        IntermediateSize = IntermediateSize,
        LayerCount = LayerCount,
        HeadCount = HeadCount,
        KeyValueHeadCount = KeyValueHeadCount,
        HeadSize = HeadSize,
        MaxPositions = MaxPositions,
        RopeTheta = RopeTheta,
        TieWordEmbeddings = TieWordEmbeddings,
        Architecture = (Architecture is { } name ? ModelArchitecture.Named(name) : null) ?? (AttentionBias ? new Qwen2() : new Llama()),
        InitializerRange = InitializerRange,
        EndOfTextId = endOfTextId,
    };

    /// <inheritdoc/>
    public SettingsMistake? Mistake()
    {
        if (HeadCount % KeyValueHeadCount != 0)
            return new($"head_count ({HeadCount}) must be a multiple of key_value_head_count ({KeyValueHeadCount}).", "head_count");
        if (Architecture is { } name && ModelArchitecture.Named(name) is null)
            return new($"architecture '{name}' is unknown: give one of {string.Join(", ", ModelArchitecture.Names)}.", "architecture");
        if (Architecture is not null && !AttentionBias)
            return new($"attention_bias is false beside architecture {Architecture}, which decides about biases itself: leave one of them.", "attention_bias");
        return HeadSize % 2 != 0 ? new($"head_size ({HeadSize}) must be even: rotary positions turn pairs.", "head_size") : null;
    }
}

/// <summary>The tokenizer: trained on the first corpus of the recipe, or read from a folder.</summary>
sealed record TokenizerRecipe
{
    /// <summary>A folder with a tokenizer.json; null trains one (or takes the model's, where the model is read).</summary>
    [Alone, Content] public string? From { get; init; }

    /// <summary>Tokens at most, special ones included.</summary>
    [Range(260, 1_000_000)] public int VocabularySize { get; init; } = 512;

    /// <summary>Documents of the corpus it is trained on.</summary>
    [Range(1, 10_000_000)] public int SampleDocuments { get; init; } = 4000;
}
