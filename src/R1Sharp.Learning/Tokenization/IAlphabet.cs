// The symbols a piece of text consists of before anything is merged.

namespace R1Sharp.Learning.Tokenization;

/// <summary>Bytes or characters, as tokens.</summary>
internal interface IAlphabet
{
    /// <summary>Writes a piece's symbols and returns how many there are.</summary>
    /// <param name="piece">Well-formed UTF-16.</param>
    /// <param name="bytes">Room for its UTF-8.</param>
    /// <param name="symbols">Room for as many symbols as it has bytes in UTF-8.</param>
    int Spell(ReadOnlySpan<char> piece, Span<byte> bytes, Span<int> symbols);

    /// <summary>The vocabulary's spelling of a piece.</summary>
    /// <param name="piece">Well-formed UTF-16.</param>
    /// <param name="bytes">Room for its UTF-8.</param>
    /// <param name="spelling">Where it goes.</param>
    /// <returns>How many characters it has; −1 where there is no room, so that no token can be it.</returns>
    int Spelling(ReadOnlySpan<char> piece, Span<byte> bytes, Span<char> spelling);
}
