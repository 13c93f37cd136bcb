// One change of a text before it is cut.

namespace R1Sharp.Learning.Tokenization.Normalization;

/// <summary>One normalizer of a tokenizer.json.</summary>
internal interface INormalizerStep
{
    /// <summary>The changed text; the same span where nothing changes.</summary>
    /// <param name="text">Well-formed UTF-16, not empty.</param>
    ReadOnlySpan<char> Apply(ReadOnlySpan<char> text);
}
