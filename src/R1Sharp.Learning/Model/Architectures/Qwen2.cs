// Qwen2, Qwen2.5, QwQ, R1-Distill-Qwen (arXiv 2412.15115).

using System.Text.Json.Nodes;
using R1Sharp.Learning.Model.Parts;

namespace R1Sharp.Learning.Model.Architectures;

/// <summary>Norms before attention and feed-forward, biases on queries, keys and values.</summary>
sealed record Qwen2 : ModelArchitecture
{
    /// <summary>How files speak of it.</summary>
    internal static ArchitectureFormat Files { get; } = new("qwen2", "Qwen2ForCausalLM")
    {
        New = () => new Qwen2(),
        FromConfig = FromConfig,
        FromGguf = LlamaBiases.Of,
        DefaultMaxPositions = 32768,
        HasSlidingWindows = true,
    };

    /// <inheritdoc/>
    internal override ArchitectureFormat Format => Files;

    /// <inheritdoc/>
    internal override IReadOnlyList<IBranch> Branches(PartPlan plan, int layer) =>
    [
        new PreNormBranch(plan, new(plan, "input_layernorm", "attn_norm"), new GroupedAttention(plan, layer, new() { HasInputBias = true })),
        new PreNormBranch(plan, new(plan, "post_attention_layernorm", "ffn_norm"), new GatedFeedForward(plan)),
    ];

    /// <inheritdoc/>
    internal override void WriteConfig(JsonObject json) { }

    /// <inheritdoc/>
    internal override string? UnknownToGguf(ModelOptions options) => options.HeadCount * options.HeadSize == options.HiddenSize ? null
        : $"Qwen2 networks whose heads ({options.HeadCount} of {options.HeadSize}) do not make up the hidden size ({options.HiddenSize})";

    // The three biases are there whatever attention_bias says; where that says false, somebody means something else.
    static Qwen2 FromConfig(ConfigReader config)
    {
        config.RequireNeutral("mlp_bias", "false");
        return config.Flag("attention_bias") is null or true ? new Qwen2()
            : throw config.Error("attention_bias is false, but the query, key and value projections of Qwen2 always have biases.");
    }
}
