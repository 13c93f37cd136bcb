// Qwen3, dense (arXiv 2505.09388).

using System.Text.Json.Nodes;
using R1Sharp.Learning.Model.Parts;

namespace R1Sharp.Learning.Model.Architectures;

/// <summary>Norms before attention and feed-forward, and one on each head of queries and keys.</summary>
sealed record Qwen3 : ModelArchitecture
{
    /// <summary>Whether all four projections of attention have biases.</summary>
    public bool AttentionBias { get; init; }

    /// <summary>How files speak of it.</summary>
    internal static ArchitectureFormat Files { get; } = new("qwen3", "Qwen3ForCausalLM")
    {
        New = () => new Qwen3(),
        FromConfig = FromConfig,
        FromGguf = file => new Qwen3 { AttentionBias = file.Tensors.ContainsKey("blk.0.attn_q.bias") },
        DefaultMaxPositions = 32768,
        DefaultHeadSize = 128,
        HasSlidingWindows = true,
    };

    /// <inheritdoc/>
    internal override ArchitectureFormat Format => Files;

    /// <inheritdoc/>
    internal override IReadOnlyList<IBranch> Branches(PartPlan plan, int layer)
    {
        int head = plan.Options.HeadSize;
        return
        [
            new PreNormBranch(plan, new(plan, "input_layernorm", "attn_norm"),
                new GroupedAttention(plan, layer, new() { HasInputBias = AttentionBias, HasOutputBias = AttentionBias, Norm = new(head, head) })),
            new PreNormBranch(plan, new(plan, "post_attention_layernorm", "ffn_norm"), new GatedFeedForward(plan)),
        ];
    }

    /// <inheritdoc/>
    internal override void WriteConfig(JsonObject json) => json["attention_bias"] = AttentionBias;

    /// <inheritdoc/>
    internal override string? UnknownToGguf(ModelOptions options) => AttentionBias ? "biases in Qwen3's attention" : null;

    static Qwen3 FromConfig(ConfigReader config)
    {
        config.RequireNeutral("mlp_bias", "false");
        return new() { AttentionBias = config.Flag("attention_bias") ?? false };
    }
}
