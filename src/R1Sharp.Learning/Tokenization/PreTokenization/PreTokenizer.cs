// Cuts text into the pieces inside which byte pairs may merge.

using R1Sharp.Learning.Tokenization.PreTokenization.Patterns;

namespace R1Sharp.Learning.Tokenization.PreTokenization;

/// <summary>Called for each piece, in order.</summary>
internal delegate void PieceFound<TState>(ReadOnlySpan<char> piece, TState state);

/// <summary>
/// A sequence of stages; each cuts the pieces of the one before and sees nothing beyond a piece. Unless a stage drops or
/// adds something, the pieces together are the text. No stage at all leaves the text whole.
/// </summary>
/// <remarks>A stage is told whether a piece begins where the whole text begins: one kind of Metaspace asks for that.</remarks>
internal sealed class PreTokenizer(params PieceStage[] stages)
{
    /// <summary>The pre-tokenizer of tokenizers trained here: Qwen2.5's, where each digit is a token.</summary>
    public static PreTokenizer Qwen { get; } = new(new PieceStage(new WordScanner(1)));

    /// <summary>The stages.</summary>
    public IReadOnlyList<PieceStage> Stages => stages;

    /// <summary>Calls <paramref name="found"/> with each piece of a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="beginsText">Whether nothing stands before it, no added token either.</param>
    /// <param name="state">Handed to <paramref name="found"/>.</param>
    /// <param name="found">Called for each piece.</param>
    public void Split<TState>(ReadOnlySpan<char> text, bool beginsText, TState state, PieceFound<TState> found) => Split(text, beginsText, 0, state, found);

    void Split<TState>(ReadOnlySpan<char> text, bool beginsText, int index, TState state, PieceFound<TState> found)
    {
        if (text.IsEmpty) return;
        if (index == stages.Length)
        {
            found(text, state);
            return;
        }
        var stage = stages[index];
        if (stage.AddsPrefixSpace && text[0] != ' ') text = string.Concat(" ", text);
        if (stage.Spaces is { } spaces) text = spaces.Apply(text, beginsText);
        if (stage.Scanner is not { } scanner) Split(text, beginsText, index + 1, state, found);
        else if (stage.Isolates) SplitIsolated(text, beginsText, scanner, index, state, found);
        else
            foreach (var (start, end) in stage.Pieces(Parts(text, scanner))) Split(text[start..end], beginsText && start == 0, index + 1, state, found);
    }

    // The common case, without a list of parts.
    void SplitIsolated<TState>(ReadOnlySpan<char> text, bool beginsText, IPieceScanner scanner, int index, TState state, PieceFound<TState> found)
    {
        int done = 0;
        for (int search = 0, last = -1; TryNext(text, scanner, ref search, last, out int start, out int end); done = last = end)
        {
            Split(text[done..start], beginsText && done == 0, index + 1, state, found);
            Split(text[start..end], beginsText && start == 0, index + 1, state, found);
        }
        Split(text[done..], beginsText && done == 0, index + 1, state, found);
    }

    /// <summary>What matches and what does not, in order; together the text.</summary>
    public static List<(int Start, int End, bool IsMatch)> Parts(ReadOnlySpan<char> text, IPieceScanner scanner)
    {
        var parts = new List<(int, int, bool)>();
        int done = 0;
        for (int search = 0, last = -1; TryNext(text, scanner, ref search, last, out int start, out int end); done = last = end)
        {
            if (start > done) parts.Add((done, start, false));
            parts.Add((start, end, true));
        }
        if (done < text.Length) parts.Add((done, text.Length, false));
        return parts;
    }

    // A match of nothing where the last match ended does not count: the search goes on a character further.
    static bool TryNext(ReadOnlySpan<char> text, IPieceScanner scanner, ref int search, int lastEnd, out int start, out int end)
    {
        start = end = 0;
        while (search <= text.Length && scanner.TryNext(text, search, out start, out end))
        {
            if (end > start || end != lastEnd)
            {
                search = end;
                return true;
            }
            search = NextCharacter(text, search);
        }
        return false;
    }

    static int NextCharacter(ReadOnlySpan<char> text, int index) =>
        index + (index + 1 < text.Length && char.IsSurrogatePair(text[index], text[index + 1]) ? 2 : 1);
}
