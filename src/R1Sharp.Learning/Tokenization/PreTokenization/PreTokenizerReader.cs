// Turns the pre_tokenizer of a tokenizer.json into stages.

using System.Text.Json;
using System.Text.RegularExpressions;
using R1Sharp.Learning.Tokenization.PreTokenization.Patterns;

namespace R1Sharp.Learning.Tokenization.PreTokenization;

/// <summary>
/// Reads Sequence, Split, Digits and ByteLevel. The patterns of the known families have a scanner each; any other runs as
/// the regular expression that it is.
/// </summary>
internal static class PreTokenizerReader
{
    /// <exception cref="NotSupportedException">A component or a pattern is not supported; the message names it.</exception>
    public static PreTokenizer Read(JsonElement? component)
    {
        if (component is not { } root) throw new NotSupportedException("a missing pre_tokenizer is not supported");
        var stages = new List<PieceStage>();
        bool hasByteLevel = false;
        foreach (var part in Flatten(root))
        {
            // After ByteLevel the characters are those of the byte alphabet, which the scanners do not see.
            string type = TokenizerComponents.TypeOf(part);
            if (hasByteLevel) throw new NotSupportedException($"the pre-tokenizer \"{type}\" after \"ByteLevel\" is not supported");
            hasByteLevel = type == "ByteLevel";
            stages.Add(Stage(part, type));
        }
        if (!hasByteLevel) throw new NotSupportedException("a pre_tokenizer without \"ByteLevel\" is not supported");
        return new PreTokenizer([.. stages.Where(stage => stage.Scanner is not null || stage.AddsPrefixSpace)]);
    }

    static IEnumerable<JsonElement> Flatten(JsonElement component) => TokenizerComponents.TypeOf(component) == "Sequence"
        ? component.GetProperty("pretokenizers").EnumerateArray().SelectMany(Flatten)
        : [component];

    static PieceStage Stage(JsonElement part, string type) => type switch
    {
        // Files of early versions leave use_regex out and mean true.
        "ByteLevel" => new PieceStage(TokenizerComponents.Optional(part, "use_regex") is { ValueKind: JsonValueKind.False } ? null : new Gpt2Scanner())
        {
            AddsPrefixSpace = part.GetProperty("add_prefix_space").GetBoolean(),
        },
        "Digits" => new PieceStage(RunScanner.Numbers(part.GetProperty("individual_digits").GetBoolean() ? 1 : int.MaxValue)),
        "Split" => SplitStage(part),
        _ => throw new NotSupportedException($"the pre-tokenizer \"{type}\" is not supported"),
    };

    static PieceStage SplitStage(JsonElement split) => new(Scanner(split.GetProperty("pattern")), Behavior(TokenizerComponents.Text(split.GetProperty("behavior"))))
    {
        IsInverted = split.GetProperty("invert").GetBoolean(),
    };

    static SplitBehavior Behavior(string name) =>
        Enum.TryParse(name, out SplitBehavior behavior) && Enum.IsDefined(behavior) && name.All(char.IsAsciiLetter) ? behavior
        : throw new NotSupportedException($"the split behavior \"{name}\" is not supported");

    // A pattern is {"Regex": "…"} or {"String": "…"}, which stands for itself; an empty string cuts nothing.
    static IPieceScanner? Scanner(JsonElement pattern)
    {
        if (pattern.TryGetProperty("Regex", out var regex)) return OfPattern(TokenizerComponents.Text(regex));
        if (!pattern.TryGetProperty("String", out var text))
            throw new NotSupportedException($"the pre-tokenizer pattern {pattern.GetRawText()} is not supported");
        return text.GetString() is { Length: > 0 } literal ? new PatternScanner(PatternParser.Parse(Literal(literal))) : null;
    }

    // As Regex.Escape, with the two brackets that it leaves alone.
    static string Literal(string text) => Regex.Escape(text).Replace("]", "\\]").Replace("}", "\\}");

    static IPieceScanner OfPattern(string pattern) => pattern switch
    {
        Gpt2Scanner.Pattern => new Gpt2Scanner(),
        WordScanner.QwenPattern => new WordScanner(1),
        WordScanner.LlamaPattern => new WordScanner(3),
        DeepSeekScanner.Pattern => new DeepSeekScanner(),
        RunScanner.ThreeNumbersPattern => RunScanner.Numbers(3),
        RunScanner.IdeographsPattern => RunScanner.Ideographs(),
        @"\p{N}" => RunScanner.Numbers(1),
        _ => new PatternScanner(PatternParser.Parse(pattern)),
    };
}
