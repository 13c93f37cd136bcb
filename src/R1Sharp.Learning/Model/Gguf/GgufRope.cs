// The rotary embedding's scaling as a GGUF file says it: linear and YaRN by metadata; Llama 3.1's by a tensor of factors, one
// for each pair of a head's elements, by which llama.cpp divides the frequencies.

namespace R1Sharp.Learning.Model.Gguf;

/// <summary>Writes and reads rotary scalings.</summary>
static class GgufRope
{
    // The tensor does not say what it was made from; without these keys the numbers of Meta's own models are tried.
    const string OwnPrefix = "r1sharp.rope.";
    static readonly (double Low, double High, int Original) Published = (1, 4, 8192);

    /// <summary>The tensor that scales rotary frequencies (Llama 3.1); it has no counterpart among Hugging Face's weights.</summary>
    public const string RotaryFactors = "rope_freqs.weight";

    // Factors are stored in 32 bits.
    const double Tolerance = 1e-5;

    /// <summary>Writes the metadata of the scaling.</summary>
    /// <exception cref="UserErrorException">llama.cpp has nothing like it.</exception>
    public static void Write(GgufMetadata metadata, string prefix, ModelOptions options)
    {
        switch (options.RopeScaling)
        {
            // Within the lengths that are accepted dynamic scaling changes nothing.
            case null or DynamicRopeScaling:
                break;
            case LinearRopeScaling linear:
                metadata.Set(prefix + "rope.scaling.type", "linear");
                metadata.Set(prefix + "rope.scaling.factor", linear.Factor);
                break;
            case Llama3RopeScaling llama:
                if (!options.Architecture.Format.IsLlamaInGguf) throw Unknown("rope_scaling of type llama3 outside the architecture llama");
                metadata.Set(OwnPrefix + "factor", llama.Factor);
                metadata.Set(OwnPrefix + "low_freq_factor", llama.LowFrequencyFactor);
                metadata.Set(OwnPrefix + "high_freq_factor", llama.HighFrequencyFactor);
                metadata.Set(OwnPrefix + "original_context_length", llama.OriginalPositions);
                break;
            case YarnRopeScaling yarn:
                WriteYarn(metadata, prefix + "rope.scaling.", yarn, RopeFrequencies.Of(options).Magnitude);
                break;
            case var other:
                throw Unknown($"{other}");
        }
    }

    /// <summary>The tensor of factors that goes with the scaling; null where there is none.</summary>
    public static GgufTensorSource? Factors(ModelOptions options)
    {
        if (options.RopeScaling is not Llama3RopeScaling) return null;
        float[] factors = Factors32(options);
        return new GgufTensorSource(RotaryFactors, GgufTensorType.F32, [factors.Length], (first, to) => factors.AsSpan((int)first, to.Length).CopyTo(to));
    }

    /// <summary>Reads the scaling.</summary>
    /// <param name="file">The file.</param>
    /// <param name="prefix">The architecture's name and a dot.</param>
    /// <param name="plain">The network's shape without scaling.</param>
    /// <exception cref="UserErrorException">The scaling is not supported.</exception>
    public static RopeScaling? Read(GgufFile file, string prefix, ModelOptions plain)
    {
        var metadata = file.Metadata;
        string type = metadata.Text(prefix + "rope.scaling.type") ?? "none";
        bool hasFactors = file.Tensors.TryGetValue(RotaryFactors, out var factors);
        if (hasFactors && type != "none") throw metadata.Wrong(prefix + "rope.scaling.type",
            $"is \"{type}\" beside the tensor {RotaryFactors}; only one of them is supported");
        double Factor() => metadata.Required(prefix + "rope.scaling.factor", metadata.Number) is >= 1 and var factor ? factor
            : throw metadata.Wrong(prefix + "rope.scaling.factor", "must be at least 1");
        return type switch
        {
            "none" => hasFactors ? ReadFactors(file, factors!, plain) : null,
            "linear" => new LinearRopeScaling(Factor()),
            "yarn" => ReadYarn(metadata, prefix + "rope.scaling.", Factor(), plain),
            _ => throw metadata.Wrong(prefix + "rope.scaling.type", $"is \"{type}\"; none, linear and yarn are supported"),
        };
    }

    // llama.cpp multiplies cosines and sines by attn_factor · (1 + 0.1 · ln(factor)).
    static void WriteYarn(GgufMetadata metadata, string prefix, YarnRopeScaling yarn, double magnitude)
    {
        if (!yarn.Truncate) throw Unknown("rope_scaling of type yarn with truncate false");
        metadata.Set(prefix + "type", "yarn");
        metadata.Set(prefix + "factor", yarn.Factor);
        metadata.Set(prefix + "original_context_length", yarn.OriginalPositions);
        metadata.Set(prefix + "attn_factor", magnitude / UsualMagnitude(yarn.Factor));
        metadata.Set(prefix + "yarn_beta_fast", yarn.BetaFast);
        metadata.Set(prefix + "yarn_beta_slow", yarn.BetaSlow);
    }

    static YarnRopeScaling ReadYarn(GgufMetadata metadata, string prefix, double factor, ModelOptions plain)
    {
        double share = metadata.Number(prefix + "attn_factor") ?? 1;
        return new YarnRopeScaling(factor, metadata.Integer(prefix + "original_context_length") ?? plain.MaxPositions)
        {
            BetaFast = metadata.Number(prefix + "yarn_beta_fast") ?? 32,
            BetaSlow = metadata.Number(prefix + "yarn_beta_slow") ?? 1,
            // The share is stored in 32 bits; what was a short decimal before becomes one again.
            AttentionFactor = share == 1 ? null : Math.Round(share * UsualMagnitude(factor), 6),
        };
    }

    static double UsualMagnitude(double factor) => factor <= 1 ? 1 : 0.1 * Math.Log(factor) + 1;

    static Llama3RopeScaling ReadFactors(GgufFile file, GgufTensor tensor, ModelOptions plain)
    {
        if (tensor.Count != plain.HeadSize / 2)
            throw file.Metadata.Wrong(tensor.Name, $"has {tensor.Count} factors, but heads of {plain.HeadSize} elements need {plain.HeadSize / 2}");
        float[] stored = new float[tensor.Count];
        file.Read(tensor, 0, stored);
        var metadata = file.Metadata;
        var scaling = new Llama3RopeScaling(
            metadata.Number(OwnPrefix + "factor") ?? Math.Round(stored.Max(), 4),
            metadata.Number(OwnPrefix + "low_freq_factor") ?? Published.Low,
            metadata.Number(OwnPrefix + "high_freq_factor") ?? Published.High,
            metadata.Integer(OwnPrefix + "original_context_length") ?? Published.Original);
        bool agrees = scaling.Factor >= 1
            && Factors32(plain with { RopeScaling = scaling }).Zip(stored).All(p => Math.Abs(p.First - p.Second) <= Tolerance * p.First);
        return agrees ? scaling : throw metadata.Wrong(tensor.Name, "holds factors other than those of Llama 3.1's scaling, which are not supported");
    }

    static float[] Factors32(ModelOptions options)
    {
        double[] plain = RopeFrequencies.Of(options with { RopeScaling = null }).PerPosition, scaled = RopeFrequencies.Of(options).PerPosition;
        return [.. plain.Zip(scaled, (from, to) => (float)(from / to))];
    }

    static UserErrorException Unknown(string what) => new($"llama.cpp does not know {what}, so that the network cannot be exported.");
}
