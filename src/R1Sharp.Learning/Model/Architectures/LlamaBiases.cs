// GGUF files do not say which projections have biases; their tensors do. Llama and Qwen2 differ by nothing else there, and
// converters have put the one under the name of the other.

using R1Sharp.Learning.Model.Gguf;

namespace R1Sharp.Learning.Model.Architectures;

/// <summary>The biases that a GGUF file of Llama's or Qwen2's layers holds.</summary>
static class LlamaBiases
{
    /// <summary>Qwen2 where queries, keys and values alone have biases, else Llama.</summary>
    public static ModelArchitecture Of(GgufFile file)
    {
        bool input = Has("attn_q"), output = Has("attn_output"), feedForward = Has("ffn_down");
        return input && !output && !feedForward ? new Qwen2() : new Llama { AttentionBias = input, FeedForwardBias = feedForward };

        bool Has(string projection) => file.Tensors.ContainsKey($"blk.0.{projection}.bias");
    }
}
