// What classes of transformers know without a file saying it.

namespace R1Sharp.Learning.Tokenization;

/// <summary>The classes that tokenizer_config.json names under tokenizer_class.</summary>
internal static class TokenizerClasses
{
    static readonly (string Name, string Content)[] Llama = [("bos_token", "<s>"), ("eos_token", "</s>"), ("unk_token", "<unk>")];
    static readonly (string Name, string Content)[] Gemma = [("bos_token", "<bos>"), ("eos_token", "<eos>"), ("unk_token", "<unk>"), ("pad_token", "<pad>")];
    static readonly (string Name, string Content)[] Qwen = [("eos_token", "<|endoftext|>"), ("pad_token", "<|endoftext|>")];
    static readonly (string Name, string Content)[] Gpt = [("bos_token", "<|endoftext|>"), ("eos_token", "<|endoftext|>"), ("unk_token", "<|endoftext|>")];

    /// <summary>
    /// Whether the class puts together what stands around a text itself, whatever tokenizer.json says: add_bos_token, true, and add_eos_token, false.
    /// </summary>
    public static bool Builds(string? name) => Base(name) is "Llama" or "CodeLlama" or "Gemma" || name == "CohereTokenizerFast";

    /// <summary>The tokens that a class has where no file names any.</summary>
    public static IReadOnlyList<(string Name, string Content)> Defaults(string? name) => Base(name) switch
    {
        "Llama" or "CodeLlama" => Llama,
        "Gemma" => Gemma,
        "Qwen2" => Qwen,
        "GPT2" => Gpt,
        _ => [],
    };

    static string? Base(string? name) => name?.Replace("Fast", "", StringComparison.Ordinal).Replace("Tokenizer", "", StringComparison.Ordinal);
}
