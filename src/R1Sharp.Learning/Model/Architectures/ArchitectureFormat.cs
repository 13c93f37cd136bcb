// How config.json and GGUF files speak of an architecture.

using R1Sharp.Learning.Model.Gguf;

namespace R1Sharp.Learning.Model.Architectures;

/// <summary>Names, defaults and readers of one model_type.</summary>
/// <param name="ModelType">model_type in config.json, e.g. "qwen2".</param>
/// <param name="CausalName">The first of the architectures in config.json, e.g. "Qwen2ForCausalLM".</param>
sealed record ArchitectureFormat(string ModelType, string CausalName)
{
    /// <summary>A new one, with the settings that most networks of its kind have; null where other names say the same.</summary>
    public Func<ModelArchitecture>? New { get; init; }

    /// <summary>Reads from config.json the fields that only this architecture has.</summary>
    public required Func<ConfigReader, ModelArchitecture> FromConfig { get; init; }

    /// <summary>The same from the tensors of a GGUF file; null where GGUF files do not use this name.</summary>
    public Func<GgufFile, ModelArchitecture>? FromGguf { get; init; }

    /// <summary>max_position_embeddings where config.json is silent.</summary>
    public required int DefaultMaxPositions { get; init; }

    /// <summary>rms_norm_eps where config.json is silent.</summary>
    public double DefaultEpsilon { get; init; } = 1e-6;

    /// <summary>head_dim where config.json is silent; null takes hidden_size / num_attention_heads.</summary>
    public int? DefaultHeadSize { get; init; }

    /// <summary>Whether layers may have sliding windows.</summary>
    public bool HasSlidingWindows { get; init; }

    /// <summary>Whether GGUF files hold rotated rows as neighbours (<see cref="GgufRotaryOrder"/>), and Llama 3.1's factors beside them.</summary>
    public bool IsLlamaInGguf { get; init; }

    /// <summary>The architecture's name in config.json with a head.</summary>
    public string NameWith(OutputHead head) =>
        head == OutputHead.Scalar ? CausalName.Replace("ForCausalLM", ScalarHeadConfig.Architecture, StringComparison.Ordinal) : CausalName;
}
