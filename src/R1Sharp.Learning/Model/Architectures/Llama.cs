// Llama 2 and 3 (arXiv 2307.09288, 2407.21783), R1-Distill-Llama, and Mistral, which without its sliding window is the same network.

using System.Text.Json.Nodes;
using R1Sharp.Learning.Model.Parts;

namespace R1Sharp.Learning.Model.Architectures;

/// <summary>Norms before attention and feed-forward, and no biases unless asked for.</summary>
sealed record Llama : ModelArchitecture
{
    /// <summary>Whether all four projections of attention have biases.</summary>
    public bool AttentionBias { get; init; }

    /// <summary>Whether the three projections of the feed-forward layer have biases.</summary>
    public bool FeedForwardBias { get; init; }

    /// <summary>How files speak of it.</summary>
    internal static ArchitectureFormat Files { get; } = new("llama", "LlamaForCausalLM")
    {
        New = () => new Llama(),
        FromConfig = FromConfig,
        FromGguf = LlamaBiases.Of,
        DefaultMaxPositions = 2048,
        IsLlamaInGguf = true,
    };

    /// <summary>Mistral 7B v0.2 and later; saved as llama.</summary>
    internal static ArchitectureFormat MistralFiles { get; } = new("mistral", "MistralForCausalLM") { FromConfig = FromMistral, DefaultMaxPositions = 2048 };

    /// <inheritdoc/>
    internal override ArchitectureFormat Format => Files;

    /// <inheritdoc/>
    internal override IReadOnlyList<IBranch> Branches(PartPlan plan, int layer) =>
    [
        new PreNormBranch(plan, new(plan, "input_layernorm", "attn_norm"),
            new GroupedAttention(plan, layer, new() { HasInputBias = AttentionBias, HasOutputBias = AttentionBias })),
        new PreNormBranch(plan, new(plan, "post_attention_layernorm", "ffn_norm"), new GatedFeedForward(plan, FeedForwardBias)),
    ];

    /// <inheritdoc/>
    internal override void WriteConfig(JsonObject json)
    {
        json["attention_bias"] = AttentionBias;
        json["mlp_bias"] = FeedForwardBias;
    }

    static Llama FromConfig(ConfigReader config) =>
        new() { AttentionBias = config.Flag("attention_bias") ?? false, FeedForwardBias = config.Flag("mlp_bias") ?? false };

    // Mistral 7B v0.1 and what was made from it have a window in every layer. A file that is silent means 4096, and 8 key and value heads.
    static Llama FromMistral(ConfigReader config)
    {
        if (!config.IsStated("sliding_window") || !config.IsStated("num_key_value_heads") || !config.IsStated("max_position_embeddings"))
            throw config.Error("sliding_window, num_key_value_heads and max_position_embeddings must be stated in a file of model_type mistral, whose "
                + "defaults are not Llama's.");
        if (config.Value("sliding_window") is { } window)
            throw config.Error($"sliding_window is {ConfigReader.Shown(window)}: networks of model_type mistral are read where it is null. "
                + "Up to so many positions the window changes nothing: to use the network there, set max_position_embeddings to that number and "
                + "sliding_window to null.");
        return FromConfig(config);
    }
}
