// SentencePiece's way with spaces: each becomes a visible mark, and words begin with one.

namespace R1Sharp.Learning.Tokenization.PreTokenization;

/// <summary>Where a mark is put before a text that begins with none.</summary>
internal enum PrependScheme
{
    /// <summary>Before every piece.</summary>
    Always,
    /// <summary>Only at the very beginning of the text, before any added token.</summary>
    First,
    /// <summary>Nowhere.</summary>
    Never,
}

/// <summary>What Metaspace of a tokenizer.json does to a piece before it is cut.</summary>
/// <param name="Mark">What stands for a space, usually U+2581.</param>
/// <param name="Scheme">Where one is put before.</param>
internal sealed record MetaspaceRule(char Mark, PrependScheme Scheme)
{
    /// <summary>The piece with marks for spaces.</summary>
    /// <param name="piece">Not empty.</param>
    /// <param name="beginsText">Whether it begins where the whole text begins.</param>
    public ReadOnlySpan<char> Apply(ReadOnlySpan<char> piece, bool beginsText)
    {
        bool prepends = piece[0] != ' ' && piece[0] != Mark && (Scheme == PrependScheme.Always || (Scheme == PrependScheme.First && beginsText));
        var marked = new char[piece.Length + (prepends ? 1 : 0)];
        marked[0] = Mark;
        piece.Replace(marked.AsSpan(prepends ? 1 : 0), ' ', Mark);
        return marked;
    }
}
