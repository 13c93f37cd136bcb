// Where the thoughts of a completion begin and end, found in the bytes of its tokens: whether a marker is one token, several,
// or a part of one makes no difference.

using System.Runtime.InteropServices;
using System.Text;
using R1Sharp.Learning.Tokenization;

namespace R1Sharp.Learning.Generation;

/// <summary>Follows one completion token by token.</summary>
sealed class ThinkingTrace
{
    readonly Tokenizer _tokenizer;
    readonly byte[] _open, _close;
    readonly List<byte> _bytes = [];
    readonly List<int> _ends = [];
    int _thoughtsBegin = -1, _closeBegins = -1, _first;

    /// <param name="tokenizer">The tokenizer of the completion.</param>
    /// <param name="options">What opens and closes the thoughts.</param>
    /// <param name="prompt">The prompt's tokens, which may have opened them.</param>
    public ThinkingTrace(Tokenizer tokenizer, ThinkingOptions options, ReadOnlySpan<int> prompt)
    {
        _tokenizer = tokenizer;
        (_open, _close) = (Encoding.UTF8.GetBytes(options.Open), Encoding.UTF8.GetBytes(options.Close));
        if (IsOpenedBy(prompt))
            _thoughtsBegin = 0;
    }

    /// <summary>Whether the thoughts are open.</summary>
    public bool IsThinking => _thoughtsBegin >= 0 && _closeBegins < 0;

    /// <summary>Whether they were open and have been closed.</summary>
    public bool IsClosed => _closeBegins >= 0;

    /// <summary>The first token of the thoughts; null where they have not been opened.</summary>
    public int? FirstToken => _thoughtsBegin < 0 ? null : _first;

    /// <summary>UTF-8 bytes of the completion.</summary>
    public int ByteCount => _bytes.Count;

    /// <summary>How many tokens the thoughts have: those that begin behind the opening marker and before the closing one.</summary>
    public int TokenCount => _closeBegins < 0 ? TokensUntil(_ends.Count) : TokensUntil(FirstFrom(_closeBegins));

    /// <summary>How many of the last tokens hold what may become the closing marker.</summary>
    public int HeldTokens => _ends.Count - TokensBefore(_bytes.Count - BegunBytes);

    /// <summary>Bytes at the end that may become the closing marker.</summary>
    public int BegunBytes
    {
        get
        {
            if (!IsThinking || _bytes.Count < _thoughtsBegin)
                return 0;
            var thoughts = Bytes[_thoughtsBegin..];
            for (int n = Math.Min(_close.Length - 1, thoughts.Length); n > 0; n--)
                if (thoughts.EndsWith(_close.AsSpan(0, n)))
                    return n;
            return 0;
        }
    }

    ReadOnlySpan<byte> Bytes => CollectionsMarshal.AsSpan(_bytes);

    /// <summary>A token follows.</summary>
    public void Append(int token)
    {
        int before = _bytes.Count;
        foreach (byte b in _tokenizer.BytesOf(token))
            _bytes.Add(b);
        _ends.Add(_bytes.Count);
        if (_thoughtsBegin < 0 && Find(_open, Math.Max(0, before - _open.Length + 1)) is >= 0 and var open)
            (_thoughtsBegin, _first) = (open + _open.Length, _ends.Count);
        if (IsThinking)
            _closeBegins = Find(_close, Math.Max(_thoughtsBegin, before - _close.Length + 1));
    }

    /// <summary>At which byte the closing marker begins where this token completes it; null where it does not.</summary>
    public int? CloseWith(int token)
    {
        if (!IsThinking || _bytes.Count < _thoughtsBegin)
            return null;
        int from = Math.Max(_thoughtsBegin, _bytes.Count - _close.Length + 1);
        byte[] tail = [.. Bytes[from..], .. _tokenizer.BytesOf(token)];
        return tail.AsSpan().IndexOf(_close) is >= 0 and var at ? from + at : null;
    }

    /// <summary>How many of the tokens that there are the thoughts would have if they ended at a byte.</summary>
    public int TokensIfClosedAt(int at) => TokensUntil(FirstFrom(at));

    /// <summary>
    /// Where to cut so that nothing from a byte on remains: whole tokens to keep, and the text that is lost with the one that is
    /// cut through.
    /// </summary>
    /// <param name="at">A byte of the completion, or of the token that would follow it.</param>
    /// <param name="next">That token; null where there is none.</param>
    public (int KeptTokens, string Lost) Cut(int at, int? next = null)
    {
        int kept = TokensBefore(at), begins = kept == 0 ? 0 : _ends[kept - 1];
        ReadOnlySpan<byte> rest = [.. Bytes[begins..], .. next is { } token ? _tokenizer.BytesOf(token) : []];
        return (kept, Encoding.UTF8.GetString(rest[..(at - begins)]));
    }

    /// <summary>Takes the last tokens back until so many are left; thoughts that were open remain so.</summary>
    public void CutTo(int count)
    {
        _ends.RemoveRange(count, _ends.Count - count);
        int length = count == 0 ? 0 : _ends[^1];
        _bytes.RemoveRange(length, _bytes.Count - length);
    }

    /// <summary>Whether the thoughts so far are in Chinese; where they have no words, whether the prompt has Chinese ones.</summary>
    public bool IsChinese(ReadOnlySpan<int> prompt)
    {
        string thoughts = Encoding.UTF8.GetString(Bytes[Math.Clamp(_thoughtsBegin, 0, _bytes.Count)..]);
        int chinese = thoughts.Count(IsHan), latin = thoughts.Count(char.IsAsciiLetter);
        // A Chinese word has about two characters, an English one four and more.
        return chinese + latin > 0 ? 2 * chinese > latin : _tokenizer.Decode(prompt, skipSpecial: true).Any(IsHan);
    }

    static bool IsHan(char c) => c is >= '\u4E00' and <= '\u9FFF';

    int TokensUntil(int token) => _thoughtsBegin < 0 ? 0 : Math.Max(0, token - _first);

    // Tokens that end at or before a byte.
    int TokensBefore(int at)
    {
        int count = _ends.Count;
        while (count > 0 && _ends[count - 1] > at)
            count--;
        return count;
    }

    // The first token that begins at or behind a byte.
    int FirstFrom(int at)
    {
        int first = _ends.Count;
        while (first > 0 && (first == 1 ? 0 : _ends[first - 2]) >= at)
            first--;
        return first;
    }

    int Find(ReadOnlySpan<byte> marker, int from) => from < _bytes.Count && Bytes[from..].IndexOf(marker) is >= 0 and var at ? from + at : -1;

    bool IsOpenedBy(ReadOnlySpan<int> prompt) =>
        _tokenizer.Decode(prompt[Math.Max(0, prompt.Length - _open.Length - 8)..]).TrimEnd().EndsWith(Encoding.UTF8.GetString(_open), StringComparison.Ordinal);
}
