// Turns the pre_tokenizer of a tokenizer.json into scanners.

using System.Text.Json;

namespace R1Sharp.Learning.Tokenization.PreTokenization;

/// <summary>
/// Reads Sequence, Split, Digits and ByteLevel. A Split names its pattern as a regular expression; the patterns of the
/// known families have a scanner each, and any other is an error that shows it.
/// </summary>
internal static class PreTokenizerReader
{
    /// <exception cref="NotSupportedException">A component or a pattern is not supported; the message names it.</exception>
    public static PreTokenizer Read(JsonElement? component)
    {
        if (component is not { } root) throw new NotSupportedException("a missing pre_tokenizer is not supported");
        var stages = new List<IPieceScanner>();
        bool hasByteLevel = false;
        foreach (var part in Flatten(root))
        {
            // After ByteLevel the characters are those of the byte alphabet, which the scanners do not see.
            string type = TokenizerComponents.TypeOf(part);
            if (hasByteLevel) throw new NotSupportedException($"the pre-tokenizer \"{type}\" after \"ByteLevel\" is not supported");
            hasByteLevel = type == "ByteLevel";
            if (Scanner(part) is { } scanner) stages.Add(scanner);
        }
        if (!hasByteLevel) throw new NotSupportedException("a pre_tokenizer without \"ByteLevel\" is not supported");
        return new PreTokenizer([.. stages]);
    }

    static IEnumerable<JsonElement> Flatten(JsonElement component) => TokenizerComponents.TypeOf(component) == "Sequence"
        ? component.GetProperty("pretokenizers").EnumerateArray().SelectMany(Flatten)
        : [component];

    static IPieceScanner? Scanner(JsonElement part)
    {
        switch (TokenizerComponents.TypeOf(part))
        {
            case "ByteLevel":
                if (part.GetProperty("add_prefix_space").GetBoolean())
                    throw new NotSupportedException("\"add_prefix_space\" of the pre-tokenizer is not supported");
                // Files of early versions leave use_regex out and mean true.
                return TokenizerComponents.Optional(part, "use_regex") is { ValueKind: JsonValueKind.False } ? null : new Gpt2Scanner();
            case "Digits":
                return RunScanner.Numbers(part.GetProperty("individual_digits").GetBoolean() ? 1 : int.MaxValue);
            case "Split":
                return SplitScanner(part);
            case var type:
                throw new NotSupportedException($"the pre-tokenizer \"{type}\" is not supported");
        }
    }

    static IPieceScanner SplitScanner(JsonElement split)
    {
        if (!split.GetProperty("pattern").TryGetProperty("Regex", out var regex))
            throw new NotSupportedException($"the pre-tokenizer pattern {split.GetProperty("pattern").GetRawText()} is not supported");
        var scanner = OfPattern(regex.GetString()!);
        string behavior = split.GetProperty("behavior").GetString()!;
        bool invert = split.GetProperty("invert").GetBoolean();
        // "Keep what matches, drop the rest" is the same where there is no rest.
        if ((behavior, invert) is ("Isolated", false) || ((behavior, invert) is ("Removed", true) && scanner.CoversEverything)) return scanner;
        throw new NotSupportedException($"the split behavior \"{behavior}\" with invert {(invert ? "true" : "false")} is not supported");
    }

    static IPieceScanner OfPattern(string pattern) => pattern switch
    {
        Gpt2Scanner.Pattern => new Gpt2Scanner(),
        WordScanner.QwenPattern => new WordScanner(1),
        WordScanner.LlamaPattern => new WordScanner(3),
        DeepSeekScanner.Pattern => new DeepSeekScanner(),
        RunScanner.ThreeNumbersPattern => RunScanner.Numbers(3),
        RunScanner.IdeographsPattern => RunScanner.Ideographs(),
        @"\p{N}" => RunScanner.Numbers(1),
        _ => throw new NotSupportedException($"the pre-tokenizer pattern \"{pattern}\" is not supported"),
    };
}
