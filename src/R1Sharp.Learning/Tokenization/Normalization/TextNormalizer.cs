// What happens to a text before it is cut into pieces: the normalizer of a tokenizer.json.

namespace R1Sharp.Learning.Tokenization.Normalization;

/// <summary>
/// Steps, one after the other. They see the text between two added tokens and nothing beyond, as in Hugging Face's library:
/// a mark that is put before a text is put behind every added token too.
/// </summary>
internal sealed class TextNormalizer(params INormalizerStep[] steps)
{
    /// <summary>Changes nothing.</summary>
    public static TextNormalizer None { get; } = new();

    /// <summary>Whether there is a step at all.</summary>
    public bool IsNone => steps.Length == 0;

    /// <summary>The steps.</summary>
    public IReadOnlyList<INormalizerStep> Steps => steps;

    /// <summary>Whether it brings text to Unicode's form C and does nothing else.</summary>
    public bool IsFormC => steps is [FormStep { Form: UnicodeForm.C }];

    /// <summary>The changed text; the same span where nothing changes.</summary>
    /// <param name="text">Well-formed UTF-16.</param>
    public ReadOnlySpan<char> Apply(ReadOnlySpan<char> text)
    {
        foreach (var step in steps)
            if (!text.IsEmpty) text = step.Apply(text);
        return text;
    }

    /// <summary>Whether the first character of a text is taken away, so that what is left no longer begins where the text begins.</summary>
    public bool CutsBeginning(ReadOnlySpan<char> text) => !text.IsEmpty && char.IsWhiteSpace(text[0]) && steps.Any(step => step is StripStep { Left: true });
}
