// How tokens become text again: the decoder of a tokenizer.json.

using System.Text;
using System.Text.Json;
using R1Sharp.Learning.Tokenization.PreTokenization;

namespace R1Sharp.Learning.Tokenization;

/// <summary>
/// Either byte-level, where the bytes of all tokens together are the text, or as SentencePiece's tokenizers have it: marks become
/// spaces, runs of byte tokens become characters, and what was put before the text is taken away again.
/// </summary>
internal sealed record TokenDecoder
{
    /// <summary>Byte-level BPE's.</summary>
    public static TokenDecoder ByteLevel { get; } = new() { IsByteLevel = true };

    /// <summary>Whether tokens are spelled in the byte alphabet.</summary>
    public bool IsByteLevel { get; private init; }

    /// <summary>What is replaced in every token's spelling, in order.</summary>
    public IReadOnlyList<(string Old, string New)> Replacements { get; private init; } = [];

    /// <summary>Whether tokens such as &lt;0x0A&gt; stand for bytes.</summary>
    public bool FallsBackToBytes { get; private init; }

    /// <summary>So many characters are taken from the beginning of a text, where they are <see cref="Stripped"/>.</summary>
    public int StripCount { get; private init; }

    /// <summary>The character that is taken away.</summary>
    public Rune Stripped { get; private init; }

    /// <summary>The mark that becomes a space, but is dropped in the first token; null where there is none such.</summary>
    public char? MarkDroppedFirst { get; private init; }

    /// <exception cref="NotSupportedException">A component, or their order, is not supported; the message names it.</exception>
    public static TokenDecoder Read(JsonElement? component)
    {
        JsonElement[] parts = component is { } root ? [.. Flatten(root)] : [];
        if (parts.Length == 0) throw new NotSupportedException("the decoder \"none\" is not supported");
        if (parts is [var only] && TokenizerComponents.TypeOf(only) is var type and ("ByteLevel" or "Metaspace"))
            return type == "ByteLevel" ? ByteLevel : OfSpaces(PreTokenizerReader.Metaspace(only));
        int place = 0;
        var decoder = new TokenDecoder();
        foreach (var part in parts) decoder = decoder.With(part, ref place);
        return decoder;
    }

    /// <summary>The text of a spelling, unless it is a byte's.</summary>
    public string Text(string spelling)
    {
        foreach (var (old, replacement) in Replacements) spelling = spelling.Replace(old, replacement, StringComparison.Ordinal);
        return spelling;
    }

    /// <summary>The byte that a spelling such as &lt;0x0A&gt; stands for; null where it is none.</summary>
    public byte? Byte(string spelling) =>
        FallsBackToBytes && spelling.Length == 6 && spelling.StartsWith("<0x", StringComparison.Ordinal) && spelling[5] == '>'
        && byte.TryParse(spelling.AsSpan(3, 2), System.Globalization.NumberStyles.AllowHexSpecifier, System.Globalization.CultureInfo.InvariantCulture,
            out byte value) ? value : null;

    /// <summary>The spelling of a byte.</summary>
    public static string Spelling(byte value) => $"<0x{value:X2}>";

    static TokenDecoder OfSpaces(MetaspaceRule rule) => new()
    {
        Replacements = [(rule.Mark.ToString(), " ")],
        MarkDroppedFirst = rule.Scheme == PrependScheme.Never ? null : rule.Mark,
    };

    static IEnumerable<JsonElement> Flatten(JsonElement component) => TokenizerComponents.TypeOf(component) == "Sequence"
        ? component.GetProperty("decoders").EnumerateArray().SelectMany(Flatten)
        : [component];

    // The order of all published files: replacements, bytes, one text of all, its beginning.
    TokenDecoder With(JsonElement part, ref int place)
    {
        string type = TokenizerComponents.TypeOf(part);
        int at = Array.IndexOf(["Replace", "ByteFallback", "Fuse", "Strip"], type);
        if (at < 0) throw new NotSupportedException($"the decoder \"{type}\" is not supported");
        if (at < place || (type == "Strip" && place != 2) || (at == place && at > 0))
            throw new NotSupportedException($"the decoder \"{type}\" at this place is not supported");
        place = at;
        return type switch
        {
            "Replace" => this with { Replacements = [.. Replacements, Replacement(part)] },
            "ByteFallback" => this with { FallsBackToBytes = true },
            "Strip" => Strip(part),
            _ => this,
        };
    }

    static (string, string) Replacement(JsonElement part) =>
        part.GetProperty("pattern").TryGetProperty("String", out var old) && old.GetString() is { Length: > 0 } text
            ? (text, TokenizerComponents.Text(part.GetProperty("content")))
            : throw new NotSupportedException($"the decoder \"Replace\" of {part.GetProperty("pattern").GetRawText()} is not supported");

    TokenDecoder Strip(JsonElement part)
    {
        if (part.GetProperty("stop").GetInt32() != 0) throw new NotSupportedException("the decoder \"Strip\" of the end of a text is not supported");
        string content = TokenizerComponents.Text(part.GetProperty("content"));
        return Rune.DecodeFromUtf16(content, out var rune, out int length) == System.Buffers.OperationStatus.Done && length == content.Length
            ? this with { Stripped = rune, StripCount = Math.Max(0, part.GetProperty("start").GetInt32()) }
            : throw new FormatException($"the decoder \"Strip\" takes \"{content}\" away, which is not one character.");
    }
}
