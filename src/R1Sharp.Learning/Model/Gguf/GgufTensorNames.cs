// The names of a network's tensors: Hugging Face's and GGUF's.

using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace R1Sharp.Learning.Model.Gguf;

/// <summary>Translates names of tensors.</summary>
static class GgufTensorNames
{
    const string LayerPrefix = "model.layers.", BlockPrefix = "blk.";

    /// <summary>The tensor that scales rotary frequencies (Llama 3.1); it has no counterpart among Hugging Face's weights.</summary>
    public const string RotaryFactors = "rope_freqs.weight";

    static readonly (string HuggingFace, string Gguf)[] Whole =
    [
        ("model.embed_tokens", "token_embd"),
        ("model.norm", "output_norm"),
        ("lm_head", "output"),
    ];

    static readonly (string HuggingFace, string Gguf)[] OfLayer =
    [
        ("input_layernorm", "attn_norm"),
        ("self_attn.q_proj", "attn_q"),
        ("self_attn.k_proj", "attn_k"),
        ("self_attn.v_proj", "attn_v"),
        ("self_attn.o_proj", "attn_output"),
        ("self_attn.q_norm", "attn_q_norm"),
        ("self_attn.k_norm", "attn_k_norm"),
        ("post_attention_layernorm", "ffn_norm"),
        ("mlp.gate_proj", "ffn_gate"),
        ("mlp.up_proj", "ffn_up"),
        ("mlp.down_proj", "ffn_down"),
    ];

    static readonly Dictionary<string, string> ToGguf = Whole.Concat(OfLayer).ToDictionary(p => p.HuggingFace, p => p.Gguf);
    static readonly Dictionary<string, string> FromGguf = Whole.Concat(OfLayer).ToDictionary(p => p.Gguf, p => p.HuggingFace);

    /// <summary>"model.layers.3.self_attn.q_proj.weight" → "blk.3.attn_q.weight".</summary>
    /// <exception cref="UserErrorException">GGUF has no name for it.</exception>
    public static string Gguf(string huggingFace) => Translate(huggingFace, LayerPrefix, BlockPrefix, ToGguf, out string? name) ? name
        : throw new UserErrorException($"The tensor {huggingFace} has no name in GGUF, so that the network cannot be exported.");

    /// <summary>"blk.3.attn_q.weight" → "model.layers.3.self_attn.q_proj.weight"; null when the tensor belongs to another kind of network.</summary>
    public static string? HuggingFace(string gguf) => Translate(gguf, BlockPrefix, LayerPrefix, FromGguf, out string? name) ? name : null;

    static bool Translate(string name, string prefix, string newPrefix, Dictionary<string, string> parts, [NotNullWhen(true)] out string? translated)
    {
        translated = null;
        int dot = name.LastIndexOf('.');
        if (dot < 0 || name[dot..] is not (".weight" or ".bias")) return false;
        string part = name[..dot], place = "";
        if (name.StartsWith(prefix, StringComparison.Ordinal))
        {
            int end = name.IndexOf('.', prefix.Length);
            if (end >= dot || !int.TryParse(name.AsSpan(prefix.Length, end - prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out int layer)) return false;
            (part, place) = (name[(end + 1)..dot], $"{newPrefix}{layer}.");
        }
        if (!parts.TryGetValue(part, out string? found)) return false;
        translated = place + found + name[dot..];
        return true;
    }
}
