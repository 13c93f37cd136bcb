// OLMo 2 (arXiv 2501.00656).

using System.Text.Json.Nodes;
using R1Sharp.Learning.Model.Parts;

namespace R1Sharp.Learning.Model.Architectures;

/// <summary>Norms after attention and feed-forward, before they are added; and one on all queries together, and one on all keys.</summary>
sealed record Olmo2 : ModelArchitecture
{
    /// <summary>Whether all four projections of attention have biases.</summary>
    public bool AttentionBias { get; init; }

    /// <summary>How files speak of it.</summary>
    internal static ArchitectureFormat Files { get; } = new("olmo2", "Olmo2ForCausalLM")
    {
        New = () => new Olmo2(),
        FromConfig = FromConfig,
        FromGguf = _ => new Olmo2(),
        DefaultMaxPositions = 2048,
        DefaultEpsilon = 1e-5,
    };

    /// <inheritdoc/>
    internal override ArchitectureFormat Format => Files;

    /// <inheritdoc/>
    internal override IReadOnlyList<IBranch> Branches(PartPlan plan, int layer)
    {
        var shape = plan.Options;
        return
        [
            new PostNormBranch(plan, new GroupedAttention(plan, layer, new()
            {
                HasInputBias = AttentionBias,
                HasOutputBias = AttentionBias,
                Norm = new(shape.HeadCount * shape.HeadSize, shape.KeyValueHeadCount * shape.HeadSize),
            }), new(plan, "post_attention_layernorm", "post_attention_norm")),
            new PostNormBranch(plan, new GatedFeedForward(plan), new(plan, "post_feedforward_layernorm", "post_ffw_norm")),
        ];
    }

    /// <inheritdoc/>
    internal override void WriteConfig(JsonObject json) => json["attention_bias"] = AttentionBias;

    /// <inheritdoc/>
    internal override string? UnknownToGguf(ModelOptions options) => options switch
    {
        _ when AttentionBias => "biases in OLMo 2's attention",
        { TieWordEmbeddings: true } => "tied heads of OLMo 2",
        _ when options.HeadCount * options.HeadSize != options.HiddenSize =>
            $"OLMo 2 networks whose heads ({options.HeadCount} of {options.HeadSize}) do not make up the hidden size ({options.HiddenSize})",
        _ => null,
    };

    static Olmo2 FromConfig(ConfigReader config)
    {
        config.RequireNeutral("mlp_bias", "false");
        return new() { AttentionBias = config.Flag("attention_bias") ?? false };
    }
}
