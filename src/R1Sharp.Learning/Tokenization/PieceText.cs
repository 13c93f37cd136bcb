// The text of tokens that are pieces after SentencePiece, token by token.

using System.Text;

namespace R1Sharp.Learning.Tokenization;

/// <summary>
/// Joins the texts of tokens as Hugging Face's decoders do. A run of byte tokens is text only as a whole (one that is not UTF-8
/// gives U+FFFD for every byte of it), and so appears when another token has come.
/// </summary>
/// <param name="tokenizer">The tokenizer of the tokens.</param>
internal sealed class PieceText(Tokenizer tokenizer)
{
    static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    readonly List<byte> _run = [];
    readonly StringBuilder _text = new();
    int _stripped;
    bool _hasBegun;

    /// <summary>The text that is certain now that this token has come.</summary>
    public string Add(int token)
    {
        if (!tokenizer.IsToken(token)) return "";
        if (tokenizer.IsByte(token))
        {
            _run.Add(tokenizer.BytesOf(token)[0]);
            _hasBegun = true;
            return "";
        }
        FlushRun();
        Append(_hasBegun ? tokenizer.TokenText(token) : tokenizer.FirstTokenText(token));
        _hasBegun = true;
        return Take();
    }

    /// <summary>What is left; another text may begin.</summary>
    public string Finish()
    {
        FlushRun();
        (_stripped, _hasBegun) = (0, false);
        return Take();
    }

    void FlushRun()
    {
        if (_run.Count == 0) return;
        try
        {
            Append(Strict.GetString([.. _run]));
        }
        catch (DecoderFallbackException)
        {
            Append(new string('\uFFFD', _run.Count));
        }
        _run.Clear();
    }

    // The count is used up by characters that are taken away, and ends with the first that stays.
    void Append(string text)
    {
        var decoder = tokenizer.Decoder;
        while (_stripped < decoder.StripCount && text.Length > 0)
        {
            bool goes = Rune.GetRuneAt(text, 0) == decoder.Stripped;
            _stripped = goes ? _stripped + 1 : decoder.StripCount;
            if (goes) text = text[decoder.Stripped.Utf16SequenceLength..];
        }
        _text.Append(text);
    }

    string Take()
    {
        string text = _text.ToString();
        _text.Clear();
        return text;
    }
}
