// A network's shape as metadata of a GGUF file, and back.

using R1Sharp.Learning.Model.Architectures;

namespace R1Sharp.Learning.Model.Gguf;

/// <summary>Writes and reads the keys that begin with the architecture's name.</summary>
static class GgufShape
{
    // What these keys say is checked, or changes nothing in the networks above.
    static readonly string[] KnownKeys =
    [
        "vocab_size", "context_length", "embedding_length", "block_count", "feed_forward_length", "attention.head_count",
        "attention.head_count_kv", "attention.key_length", "attention.value_length", "attention.layer_norm_rms_epsilon",
        "rope.freq_base", "rope.dimension_count", "rope.scaling.type", "rope.scaling.factor", "rope.scaling.original_context_length",
        "rope.scaling.finetuned", "rope.scaling.attn_factor", "rope.scaling.yarn_beta_fast", "rope.scaling.yarn_beta_slow", "expert_count", "expert_used_count",
    ];

    /// <summary>Writes the shape.</summary>
    /// <exception cref="UserErrorException">llama.cpp would compute something else.</exception>
    public static void Write(GgufMetadata metadata, ModelOptions options)
    {
        RefuseWhatLlamaDoesNotKnow(options);
        string prefix = options.Architecture.Name + ".";
        metadata.Set(prefix + "vocab_size", options.VocabularySize);
        metadata.Set(prefix + "context_length", options.MaxPositions);
        metadata.Set(prefix + "embedding_length", options.HiddenSize);
        metadata.Set(prefix + "block_count", options.LayerCount);
        metadata.Set(prefix + "feed_forward_length", options.IntermediateSize);
        metadata.Set(prefix + "attention.head_count", options.HeadCount);
        metadata.Set(prefix + "attention.head_count_kv", options.KeyValueHeadCount);
        metadata.Set(prefix + "attention.key_length", options.HeadSize);
        metadata.Set(prefix + "attention.value_length", options.HeadSize);
        metadata.Set(prefix + "attention.layer_norm_rms_epsilon", options.RmsNormEpsilon);
        metadata.Set(prefix + "rope.freq_base", options.RopeTheta);
        metadata.Set(prefix + "rope.dimension_count", options.HeadSize);
        GgufRope.Write(metadata, prefix, options);
    }

    /// <summary>Reads the shape; what the tokenizer decides is left as it is.</summary>
    /// <exception cref="UserErrorException">A key is missing, or says something that this program would compute otherwise.</exception>
    public static ModelOptions Read(GgufFile file)
    {
        var metadata = file.Metadata;
        string architecture = metadata.Required("general.architecture", metadata.Text);
        if (ArchitectureCatalog.GgufFormats.FirstOrDefault(f => f.ModelType == architecture) is not { } format)
            throw metadata.Wrong("general.architecture",
                $"is \"{architecture}\"; {string.Join(", ", ArchitectureCatalog.GgufFormats.Select(f => f.ModelType))} can be read");
        string prefix = architecture + ".";
        RefuseWhatChangesTheComputation(metadata, prefix);
        int Required(string key) => metadata.Required(prefix + key, metadata.Integer);
        int hidden = Required("embedding_length"), heads = Required("attention.head_count");
        int headSize = metadata.Integer(prefix + "attention.key_length") ?? (heads > 0 ? hidden / heads : 0);
        var options = new ModelOptions
        {
            Architecture = format.FromGguf!(file),
            VocabularySize = file.Tensors.TryGetValue("token_embd.weight", out var embedding) ? (int)Math.Min(embedding.Shape[0], int.MaxValue) : 0,
            HiddenSize = hidden,
            IntermediateSize = Required("feed_forward_length"),
            LayerCount = Required("block_count"),
            HeadCount = heads,
            KeyValueHeadCount = metadata.Integer(prefix + "attention.head_count_kv") ?? heads,
            HeadSize = headSize,
            MaxPositions = Required("context_length"),
            RopeTheta = metadata.Number(prefix + "rope.freq_base") ?? 10_000,
            RmsNormEpsilon = metadata.Required(prefix + "attention.layer_norm_rms_epsilon", metadata.Number),
            TieWordEmbeddings = !file.Tensors.ContainsKey("output.weight"),
        };
        foreach (string key in (string[])["attention.value_length", "rope.dimension_count"])
            if (metadata.Integer(prefix + key) is { } size && size != headSize)
                throw metadata.Wrong(prefix + key, $"is {size}, but the heads have {headSize} elements, and only equal sizes are supported");
        return options.HeadSize % 2 == 0 && options.HeadSize > 0 ? options with { RopeScaling = GgufRope.Read(file, prefix, options) } : options;
    }

    // What llama.cpp's loaders of these architectures refuse, or pass over without a word.
    static void RefuseWhatLlamaDoesNotKnow(ModelOptions options)
    {
        string? unknown = options is { SlidingWindow: not null, SlidingLayers.Count: > 0 } ? "the sliding windows of this network"
            : options.Architecture.UnknownToGguf(options);
        if (unknown is not null) throw new UserErrorException($"llama.cpp does not know {unknown}, so that it cannot be exported.");
    }

    static void RefuseWhatChangesTheComputation(GgufMetadata metadata, string prefix)
    {
        foreach (var (key, _) in metadata.Entries)
            if (key.StartsWith(prefix, StringComparison.Ordinal) && !KnownKeys.Contains(key[prefix.Length..]))
                throw metadata.Wrong(key, "is not supported, and may change what the network computes");
        foreach (string key in (string[])["expert_count", "expert_used_count"])
            if (metadata.Integer(prefix + key) is { } experts and not 0)
                throw metadata.Wrong(prefix + key, $"is {experts}, and networks of experts are not supported");
    }
}
