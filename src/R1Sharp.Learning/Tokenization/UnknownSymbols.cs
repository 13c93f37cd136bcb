// What stands for a character that a vocabulary does not have.

namespace R1Sharp.Learning.Tokenization;

/// <summary>
/// Characters without a token of their own: spelled by their bytes in UTF-8 where all those tokens (&lt;0x00&gt; … &lt;0xFF&gt;) are
/// there, else the unknown token, once for a run of them where they are fused, else nothing. As Hugging Face's BPE has it, the
/// unknown token of a run is written when the next known character comes, bytes of a later character before it.
/// </summary>
/// <param name="Unknown">The unknown token; null drops the character.</param>
/// <param name="Fuses">Whether a run of unknown characters is one token.</param>
/// <param name="TokenOfByte">The token of each byte, −1 where there is none; null where characters are not spelled by bytes.</param>
internal sealed record UnknownSymbols(int? Unknown = null, bool Fuses = false, int[]? TokenOfByte = null)
{
    /// <summary>Whether every byte has a token, so that nothing is ever unknown.</summary>
    public bool SpellsAll => TokenOfByte is { } tokens && !tokens.AsSpan().Contains(-1);

    /// <summary>Whether characters can get lost, so that their neighbours become neighbours of one another.</summary>
    public bool Drops => Unknown is null && !SpellsAll;

    /// <summary>Writes the symbols of one character that is not known.</summary>
    /// <param name="utf8">Its bytes.</param>
    /// <param name="symbols">Where the symbols go; at most one a byte is written.</param>
    /// <param name="count">Symbols written so far.</param>
    /// <param name="isPending">Whether the unknown token of earlier characters is still to be written.</param>
    public void Add(ReadOnlySpan<byte> utf8, Span<int> symbols, ref int count, ref bool isPending)
    {
        if (TokenOfByte is { } tokens && HasAll(utf8, tokens))
        {
            foreach (byte value in utf8) symbols[count++] = tokens[value];
            return;
        }
        if (Unknown is not { } unknown) return;
        if (isPending && !Fuses) symbols[count++] = unknown;
        isPending = true;
    }

    /// <summary>Writes the unknown token that is still to be written.</summary>
    public void Flush(Span<int> symbols, ref int count, ref bool isPending)
    {
        if (!isPending) return;
        symbols[count++] = Unknown!.Value;
        isPending = false;
    }

    static bool HasAll(ReadOnlySpan<byte> utf8, int[] tokens)
    {
        foreach (byte value in utf8) if (tokens[value] < 0) return false;
        return true;
    }
}
