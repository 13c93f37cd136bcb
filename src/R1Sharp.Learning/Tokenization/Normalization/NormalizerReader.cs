// Turns the normalizer of a tokenizer.json into steps.

using System.Text.Json;
using R1Sharp.Learning.Tokenization.PreTokenization;

namespace R1Sharp.Learning.Tokenization.Normalization;

/// <summary>Reads Sequence, NFC, NFD, NFKC, NFKD, Prepend, Replace and Strip.</summary>
internal static class NormalizerReader
{
    /// <exception cref="NotSupportedException">A component is not supported; the message names it.</exception>
    public static TextNormalizer Read(JsonElement? component) => component is { } root
        ? new TextNormalizer([.. Flatten(root).Select(Step).OfType<INormalizerStep>()]) : TextNormalizer.None;

    static IEnumerable<JsonElement> Flatten(JsonElement component) => TokenizerComponents.TypeOf(component) == "Sequence"
        ? component.GetProperty("normalizers").EnumerateArray().SelectMany(Flatten)
        : [component];

    static INormalizerStep? Step(JsonElement component) => TokenizerComponents.TypeOf(component) switch
    {
        "NFC" => new FormStep(UnicodeForm.C),
        "NFD" => new FormStep(UnicodeForm.D),
        "NFKC" => new FormStep(UnicodeForm.KC),
        "NFKD" => new FormStep(UnicodeForm.KD),
        "Prepend" => TokenizerComponents.Text(component.GetProperty("prepend")) is { Length: > 0 } prefix ? new PrependStep(prefix) : null,
        "Replace" => Replace(component.GetProperty("pattern"), TokenizerComponents.Text(component.GetProperty("content"))),
        "Strip" => new StripStep(component.GetProperty("strip_left").GetBoolean(), component.GetProperty("strip_right").GetBoolean()),
        var type => throw new NotSupportedException($"the normalizer \"{type}\" is not supported"),
    };

    static INormalizerStep? Replace(JsonElement pattern, string content)
    {
        if (pattern.TryGetProperty("String", out var text))
            return text.GetString() is { Length: > 0 } old ? new ReplaceStep(old, content) : null;
        return PreTokenizerReader.Scanner(pattern) is { } scanner ? new ReplacePatternStep(scanner, content) : null;
    }
}
