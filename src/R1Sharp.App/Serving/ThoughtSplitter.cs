// Thoughts told apart from what is said, piece by piece: what may be the beginning of a marker is held back until that is known.

using R1Sharp.Learning.Tokenization;

namespace R1Sharp.App.Serving;

/// <summary>Splits a text at its first &lt;think&gt; … &lt;/think&gt;. Empty lines after either marker belong to neither side.</summary>
/// <param name="isOpen">Whether the prompt has opened the thoughts.</param>
sealed class ThoughtSplitter(bool isOpen)
{
    const string Open = StandardTokens.Think, Close = StandardTokens.EndThink;

    string _held = "";
    bool _isBefore = !isOpen, _isThinking = isOpen, _trims = isOpen;

    /// <summary>Whether the thoughts are open.</summary>
    public bool IsThinking => _isThinking;

    /// <summary>Takes a piece and gives what is known to be thought and said.</summary>
    public (string Thoughts, string Said) Add(string piece) => Take(piece, isEnd: false);

    /// <summary>What was held back, at the end.</summary>
    public (string Thoughts, string Said) Finish() => Take("", isEnd: true);

    (string, string) Take(string piece, bool isEnd)
    {
        string text = _held + piece;
        _held = "";
        if (_isBefore && !IsDecided(ref text, isEnd))
            return ("", "");
        if (!_isThinking)
            return ("", Trimmed(text));
        int at = text.IndexOf(Close, StringComparison.Ordinal);
        if (at < 0)
        {
            int held = isEnd ? 0 : Beginning(text);
            _held = text[^held..];
            return (Trimmed(text[..^held]), "");
        }
        string thoughts = Trimmed(text[..at]);
        (_isThinking, _trims) = (false, true);
        return (thoughts, Trimmed(text[(at + Close.Length)..]));
    }

    // Whether it is known if the text begins with thoughts; the marker is taken off.
    bool IsDecided(ref string text, bool isEnd)
    {
        string begun = text.TrimStart();
        if (begun.StartsWith(Open, StringComparison.Ordinal))
            (text, _isThinking, _trims) = (begun[Open.Length..], true, true);
        else if (!isEnd && Open.StartsWith(begun, StringComparison.Ordinal))
        {
            _held = text;
            return false;
        }
        _isBefore = false;
        return true;
    }

    string Trimmed(string text)
    {
        if (!_trims)
            return text;
        text = text.TrimStart('\r', '\n');
        _trims = text.Length == 0;
        return text;
    }

    static int Beginning(string text)
    {
        int length = Math.Min(text.Length, Close.Length - 1);
        while (length > 0 && !Close.AsSpan().StartsWith(text.AsSpan(text.Length - length), StringComparison.Ordinal))
            length--;
        return length;
    }
}
