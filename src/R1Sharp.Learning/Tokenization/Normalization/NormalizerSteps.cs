// The normalizers that are carried out.

using R1Sharp.Learning.Tokenization.PreTokenization;
using R1Sharp.Learning.Tokenization.PreTokenization.Patterns;

namespace R1Sharp.Learning.Tokenization.Normalization;

/// <summary>NFC, NFD, NFKC or NFKD.</summary>
/// <param name="Form">Which.</param>
internal sealed record FormStep(UnicodeForm Form) : INormalizerStep
{
    public ReadOnlySpan<char> Apply(ReadOnlySpan<char> text) => UnicodeNormalization.Normalize(text, Form);
}

/// <summary>Prepend: puts a text before every text that is not empty.</summary>
/// <param name="Prefix">What.</param>
internal sealed record PrependStep(string Prefix) : INormalizerStep
{
    public ReadOnlySpan<char> Apply(ReadOnlySpan<char> text) => string.Concat(Prefix, text);
}

/// <summary>Replace, of a text.</summary>
/// <param name="Old">What is sought, not empty.</param>
/// <param name="New">What stands in its place.</param>
internal sealed record ReplaceStep(string Old, string New) : INormalizerStep
{
    public ReadOnlySpan<char> Apply(ReadOnlySpan<char> text)
    {
        if (text.IndexOf(Old, StringComparison.Ordinal) < 0) return text;
        if (Old.Length != 1 || New.Length != 1) return text.ToString().Replace(Old, New, StringComparison.Ordinal);
        var changed = new char[text.Length];
        text.Replace(changed, Old[0], New[0]);
        return changed;
    }
}

/// <summary>Replace, of the matches of a pattern.</summary>
/// <param name="Scanner">Finds them.</param>
/// <param name="New">What stands in their place.</param>
internal sealed record ReplacePatternStep(IPieceScanner Scanner, string New) : INormalizerStep
{
    public ReadOnlySpan<char> Apply(ReadOnlySpan<char> text)
    {
        var changed = new System.Text.StringBuilder(text.Length);
        foreach (var (start, end, isMatch) in PreTokenizer.Parts(text, Scanner))
            if (isMatch) changed.Append(New);
            else changed.Append(text[start..end]);
        return changed.ToString();
    }
}

/// <summary>Strip: takes white space from the ends.</summary>
/// <param name="Left">From the beginning.</param>
/// <param name="Right">From the end.</param>
internal sealed record StripStep(bool Left, bool Right) : INormalizerStep
{
    public ReadOnlySpan<char> Apply(ReadOnlySpan<char> text)
    {
        if (Left) text = text.TrimStart();
        return Right ? text.TrimEnd() : text;
    }
}
