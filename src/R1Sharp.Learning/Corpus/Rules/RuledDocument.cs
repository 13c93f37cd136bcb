// A document as rules see it. Words, lines and paragraphs are found once, and of every character is known as a bit whether it is a letter, a capital, or the
// beginning of a word: whatever rules count in a line or a document, they count from these bits.

using System.Numerics;
using System.Runtime.InteropServices;

namespace R1Sharp.Learning.Corpus.Rules;

/// <summary>A piece of a text.</summary>
/// <param name="Start">Its first character.</param>
/// <param name="End">Behind its last.</param>
readonly record struct TextPiece(int Start, int End)
{
    /// <summary>Its characters.</summary>
    public int Length => End - Start;

    /// <summary>The piece itself.</summary>
    public ReadOnlySpan<char> Of(string text) => text.AsSpan(Start, End - Start);
}

/// <summary>A document as rules see it; what several of them need is found once. Not for several threads at once.</summary>
sealed class RuledDocument
{
    readonly List<TextPiece> _lines = [], _paragraphs = [];
    ulong[] _starts = [], _letters = [], _capitals = [];

    // Where words begin and end, in turns.
    int[] _edges = [];
    int _edgeCount;

    /// <summary>Where it is from; null where that is not known.</summary>
    public string? Url { get; private set; }

    /// <summary>Its text.</summary>
    public string Text { get; private set; } = "";

    /// <summary>How many words it has, cut at white space and control characters: what the rules of Gopher and C4 count.</summary>
    public int WordCount => _edgeCount / 2;

    /// <summary>Its lines that are not empty, without the white space around them.</summary>
    public ReadOnlySpan<TextPiece> Lines => CollectionsMarshal.AsSpan(_lines);

    /// <summary>Its paragraphs: parted by empty lines.</summary>
    public ReadOnlySpan<TextPiece> Paragraphs => CollectionsMarshal.AsSpan(_paragraphs);

    /// <summary>One of its words.</summary>
    public TextPiece Word(int index) => new(_edges[2 * index], _edges[2 * index + 1]);

    /// <summary>Words of a line, cut at white space alone.</summary>
    public int WordsIn(TextPiece line) => Count(_starts, line);

    /// <summary>Letters of a piece.</summary>
    public int LettersIn(TextPiece piece) => Count(_letters, piece);

    /// <summary>Capitals of a piece.</summary>
    public int CapitalsIn(TextPiece piece) => Count(_capitals, piece);

    /// <summary>Takes another document.</summary>
    public void Take(string text, string? url)
    {
        (Text, Url) = (text, url);
        int blocks = text.Length / CharBlock.Size + 1;
        if (_starts.Length < blocks)
            (_starts, _letters, _capitals) = (new ulong[blocks], new ulong[blocks], new ulong[blocks]);
        Look(blocks);
        CutLines();
    }

    // What stands before a text is a space, and behind it too: the last block is never full.
    void Look(int blocks)
    {
        _edgeCount = 0;
        ulong spaceBefore = 1, whiteBefore = 1;
        for (int i = 0; i < blocks; i++)
        {
            var block = CharBlock.Of(Text, i * CharBlock.Size);
            ulong whites = block.Whites, spaces = block.Within('\0', ' '), letters = block.Letters, capitals = block.Within('A', 'Z');
            for (ulong beyond = block.Beyond; beyond != 0; beyond &= beyond - 1)
            {
                char c = Text[i * CharBlock.Size + BitOperations.TrailingZeroCount(beyond)];
                LookAt(c, beyond & (~beyond + 1), ref whites, ref spaces, ref letters, ref capitals);
            }
            AddEdges(spaces ^ (spaces << 1 | spaceBefore), i * CharBlock.Size);
            (_starts[i], _letters[i], _capitals[i]) = (~whites & (whites << 1 | whiteBefore), letters, capitals);
            (spaceBefore, whiteBefore) = (spaces >> 63, whites >> 63);
        }
    }

    static void LookAt(char c, ulong bit, ref ulong whites, ref ulong spaces, ref ulong letters, ref ulong capitals)
    {
        if (char.IsLetter(c))
            (letters, capitals) = (letters | bit, capitals | (char.IsUpper(c) ? bit : 0));
        else if (char.IsWhiteSpace(c))
            (whites, spaces) = (whites | bit, spaces | bit);
    }

    void AddEdges(ulong edges, int from)
    {
        if (_edges.Length < _edgeCount + CharBlock.Size)
            Array.Resize(ref _edges, Math.Max(1024, _edges.Length * 3 / 2));
        var free = _edges.AsSpan(_edgeCount, CharBlock.Size);
        int count = 0;
        for (; edges != 0; edges &= edges - 1)
            free[count++] = from + BitOperations.TrailingZeroCount(edges);
        _edgeCount += count;
    }

    void CutLines()
    {
        _lines.Clear();
        _paragraphs.Clear();
        int paragraph = -1, end = 0;
        for (int start = 0, stop; start <= Text.Length; start = stop + 1)
        {
            stop = Text.AsSpan(start).IndexOf('\n') is >= 0 and var at ? start + at : Text.Length;
            if (Trimmed(start, stop) is { Length: > 0 } line)
            {
                _lines.Add(line);
                (paragraph, end) = (paragraph < 0 ? line.Start : paragraph, line.End);
            }
            else if (paragraph >= 0)
            {
                _paragraphs.Add(new(paragraph, end));
                paragraph = -1;
            }
        }
        if (paragraph >= 0)
            _paragraphs.Add(new(paragraph, end));
    }

    TextPiece Trimmed(int start, int end)
    {
        while (start < end && char.IsWhiteSpace(Text[start]))
            start++;
        while (end > start && char.IsWhiteSpace(Text[end - 1]))
            end--;
        return new(start, end);
    }

    static int Count(ulong[] bits, TextPiece piece)
    {
        int first = piece.Start >> 6, last = (piece.End - 1) >> 6;
        ulong begin = bits[first] & (ulong.MaxValue << piece.Start), within = ulong.MaxValue >> (63 - ((piece.End - 1) & 63));
        if (first == last)
            return BitOperations.PopCount(begin & within);
        int sum = BitOperations.PopCount(begin) + BitOperations.PopCount(bits[last] & within);
        for (int i = first + 1; i < last; i++)
            sum += BitOperations.PopCount(bits[i]);
        return sum;
    }
}
