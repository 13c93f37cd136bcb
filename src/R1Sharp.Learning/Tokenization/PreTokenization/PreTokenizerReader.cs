// Turns the pre_tokenizer of a tokenizer.json into stages.

using System.Text.Json;
using System.Text.RegularExpressions;
using R1Sharp.Learning.Tokenization.PreTokenization.Patterns;

namespace R1Sharp.Learning.Tokenization.PreTokenization;

/// <summary>
/// Reads Sequence, Split, Digits, Metaspace and ByteLevel. The patterns of the known families have a scanner each; any other runs as
/// the regular expression that it is.
/// </summary>
internal static class PreTokenizerReader
{
    /// <summary>Whether pieces are spelled in the byte alphabet.</summary>
    public static bool IsByteLevel(JsonElement? component) => component is { } root && Flatten(root)
        .Any(part => TokenizerComponents.TypeOf(part) == "ByteLevel");

    /// <exception cref="NotSupportedException">A component or a pattern is not supported; the message names it.</exception>
    public static PreTokenizer Read(JsonElement? component)
    {
        if (component is not { } root) return new PreTokenizer();
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
        return new PreTokenizer([.. stages.Where(stage => !stage.IsNothing)]);
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
        "Metaspace" => MetaspaceStage(part),
        _ => throw new NotSupportedException($"the pre-tokenizer \"{type}\" is not supported"),
    };

    static PieceStage SplitStage(JsonElement split) =>
        new(Scanner(split.GetProperty("pattern")), Behavior(TokenizerComponents.Text(split.GetProperty("behavior"))))
        {
            IsInverted = split.GetProperty("invert").GetBoolean(),
        };

    // Files of early versions say add_prefix_space instead of prepend_scheme, and mean "always"; split has always been true there.
    static PieceStage MetaspaceStage(JsonElement part)
    {
        var rule = Metaspace(part);
        bool splits = TokenizerComponents.Optional(part, "split") is not { ValueKind: JsonValueKind.False };
        return new PieceStage(splits ? new PatternScanner(PatternParser.Parse(Literal(rule.Mark.ToString())))
            : null, SplitBehavior.MergedWithNext)
        { Spaces = rule };
    }

    /// <summary>What a Metaspace, pre-tokenizer or decoder, says about spaces.</summary>
    /// <exception cref="NotSupportedException">Its scheme is not known.</exception>
    public static MetaspaceRule Metaspace(JsonElement part)
    {
        string mark = TokenizerComponents.Optional(part, "replacement") is { } replacement ? TokenizerComponents.Text(replacement) : "\u2581";
        if (mark.Length != 1) throw new NotSupportedException($"\"{mark}\" instead of a space is not supported");
        bool never = TokenizerComponents.Optional(part, "add_prefix_space") is { ValueKind: JsonValueKind.False };
        return new MetaspaceRule(mark[0], TokenizerComponents.Optional(part, "prepend_scheme")?.GetString() switch
        {
            null => never ? PrependScheme.Never : PrependScheme.Always,
            "always" => PrependScheme.Always,
            "first" => PrependScheme.First,
            "never" => PrependScheme.Never,
            var other => throw new NotSupportedException($"the prepend_scheme \"{other}\" of \"Metaspace\" is not supported"),
        });
    }

    static SplitBehavior Behavior(string name) =>
        Enum.TryParse(name, out SplitBehavior behavior) && Enum.IsDefined(behavior) && name.All(char.IsAsciiLetter) ? behavior
        : throw new NotSupportedException($"the split behavior \"{name}\" is not supported");

    // A pattern is {"Regex": "…"} or {"String": "…"}, which stands for itself; an empty string cuts nothing.
    /// <exception cref="NotSupportedException">The pattern is not supported; the message names it.</exception>
    public static IPieceScanner? Scanner(JsonElement pattern)
    {
        if (pattern.TryGetProperty("Regex", out var regex)) return OfPattern(TokenizerComponents.Text(regex));
        if (!pattern.TryGetProperty("String", out var text))
            throw new NotSupportedException($"the pattern {pattern.GetRawText()} is not supported");
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
