// The pre-tokenizers that llama.cpp knows by a name. A GGUF file cannot describe one; it can only name it.

using System.Text.Json;
using R1Sharp.Learning.Tokenization;
using R1Sharp.Learning.Tokenization.PreTokenization;

namespace R1Sharp.Learning.Model.Gguf;

/// <summary>One pre-tokenizer under the name that <c>tokenizer.ggml.pre</c> gives it.</summary>
/// <param name="Names">The name that is written, then others that llama.cpp cuts in the same way.</param>
/// <param name="Patterns">Its regular expressions, one stage each.</param>
/// <param name="IgnoreMerges">Whether a piece that is a token takes it whatever the merges say.</param>
/// <param name="AddsBeginning">Whether llama.cpp puts the token that begins a text before it unless the file says otherwise.</param>
sealed record GgufPreTokenizer(string[] Names, string[] Patterns, bool IgnoreMerges = false, bool AddsBeginning = false);

/// <summary>Finds the name of a pre-tokenizer, and the pre-tokenizer of a name.</summary>
static class GgufPreTokenizers
{
    // In llama.cpp's src/llama-vocab.cpp these names lead to exactly these patterns. It never normalizes text.
    static readonly GgufPreTokenizer[] Known =
    [
        new(["qwen2", "deepseek-r1-qwen"], [WordScanner.QwenPattern]),
        new(["llama-bpe", "llama3", "llama-v3"], [WordScanner.LlamaPattern], IgnoreMerges: true, AddsBeginning: true),
        new(["smaug-bpe", "dbrx"], [WordScanner.LlamaPattern]),
        new(["deepseek-v3"], [RunScanner.ThreeNumbersPattern, RunScanner.IdeographsPattern, DeepSeekScanner.Pattern]),
        new(["gpt-2"], [Gpt2Scanner.Pattern]),
    ];

    /// <summary>The name under which llama.cpp cuts text as this tokenizer does.</summary>
    /// <exception cref="UserErrorException">It has no name there.</exception>
    public static string NameOf(TokenizerFile tokenizer)
    {
        string[] patterns = [.. Patterns(tokenizer.Components["pre_tokenizer"])];
        var found = Known.FirstOrDefault(known => known.IgnoreMerges == tokenizer.IgnoreMerges && known.Patterns.SequenceEqual(patterns))
            ?? throw new UserErrorException(
                $"llama.cpp has no name for this tokenizer's pre-tokenizer "
                    + $"({string.Join(" then ", patterns.Select(p => $"\"{p}\""))}{(tokenizer.IgnoreMerges ? ", ignoring merges" : "")}), so that a GGUF "
                    + "file cannot hold it.");
        // R1-Distill-Qwen has Qwen's pre-tokenizer with DeepSeek's special tokens, and a name of its own.
        bool isDistilled = found.Names[0] == "qwen2" && tokenizer.AddedTokens.Any(token => token.Content == "<｜begin▁of▁sentence｜>");
        return found.Names[isDistilled ? 1 : 0];
    }

    /// <summary>The pre-tokenizer of a name.</summary>
    public static GgufPreTokenizer? Find(string name) => Known.FirstOrDefault(known => known.Names.Contains(name));

    /// <summary>The name that Hugging Face's tokenizer.json would have it under.</summary>
    public static JsonElement Component(GgufPreTokenizer preTokenizer) => JsonSerializer.SerializeToElement(new
    {
        type = "Sequence",
        pretokenizers = (object[])
        [
            .. preTokenizer.Patterns.Select(pattern => new { type = "Split", pattern = new { Regex = pattern }, behavior = "Isolated", invert = false }),
            new { type = "ByteLevel", add_prefix_space = false, trim_offsets = false, use_regex = false },
        ],
    });

    // The regular expressions of a pre_tokenizer component that has been read, and so is of the kinds that are known.
    static IEnumerable<string> Patterns(JsonElement component) => TokenizerComponents.TypeOf(component) switch
    {
        "Sequence" => component.GetProperty("pretokenizers").EnumerateArray().SelectMany(Patterns),
        "Split" => [component.GetProperty("pattern").TryGetProperty("Regex", out var regex) ? regex.GetString()!
            : component.GetProperty("pattern").GetRawText()],
        "ByteLevel" => TokenizerComponents.Optional(component, "use_regex") is { ValueKind: JsonValueKind.False } ? [] : [Gpt2Scanner.Pattern],
        "Digits" => [component.GetProperty("individual_digits").GetBoolean() ? @"\p{N}" : @"\p{N}+"],
        var type => [type],
    };
}
