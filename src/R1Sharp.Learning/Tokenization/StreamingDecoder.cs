// Text of tokens as they are produced, for a terminal or a client that reads along.

using System.Text;

namespace R1Sharp.Learning.Tokenization;

/// <summary>
/// Decodes tokens one by one. A character whose bytes are spread over several tokens appears when its last byte has
/// come, or, where single bytes are tokens (after SentencePiece), when the next token has come that is none; what all calls return, <see cref="Finish"/>
/// included, is together <see cref="Tokenizer.Decode"/> of all tokens.
/// For one text and one thread.
/// </summary>
/// <param name="tokenizer">The tokenizer of the tokens.</param>
/// <param name="skipSpecial">Leaves special tokens out.</param>
public sealed class StreamingDecoder(Tokenizer tokenizer, bool skipSpecial = false)
{
    readonly Decoder _decoder = Encoding.UTF8.GetDecoder();
    readonly PieceText? _pieces = tokenizer.Decoder.IsByteLevel ? null : new PieceText(tokenizer);

    /// <summary>The text that this token completes; "" while a character is incomplete.</summary>
    public string Add(int token) => skipSpecial && tokenizer.IsSpecial(token) ? "" : _pieces?.Add(token) ?? Decode(tokenizer.BytesOf(token), flush: false);

    /// <summary>What was left incomplete, as U+FFFD; the decoder is then ready for another text.</summary>
    public string Finish() => _pieces?.Finish() ?? Decode([], flush: true);

    string Decode(ReadOnlySpan<byte> bytes, bool flush)
    {
        // Each byte gives at most one character, and bytes kept from before at most one U+FFFD more.
        var characters = bytes.Length < 256 ? stackalloc char[bytes.Length + 4] : new char[bytes.Length + 4];
        return new string(characters[.._decoder.GetChars(bytes, characters, flush)]);
    }
}
