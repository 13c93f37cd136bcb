// One stage of pre-tokenization: where a pattern matches next.

namespace R1Sharp.Learning.Tokenization.PreTokenization.Patterns;

/// <summary>Finds the matches of one pattern from left to right, as a regular-expression search would.</summary>
internal interface IPieceScanner
{
    /// <summary>The first match that begins at or after <paramref name="from"/>.</summary>
    /// <param name="text">Well-formed UTF-16; the pattern sees nothing beyond it.</param>
    /// <param name="from">Where to begin.</param>
    /// <param name="start">Where the match begins.</param>
    /// <param name="end">Where it ends, exclusive; some patterns can match nothing, and then it is the beginning.</param>
    /// <returns>False when there is none.</returns>
    bool TryNext(ReadOnlySpan<char> text, int from, out int start, out int end);
}
