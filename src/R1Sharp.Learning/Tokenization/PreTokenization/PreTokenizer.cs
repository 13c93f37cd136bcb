// Cuts text into the pieces inside which byte pairs may merge.

namespace R1Sharp.Learning.Tokenization.PreTokenization;

/// <summary>Called for each piece, in order.</summary>
internal delegate void PieceFound<TState>(ReadOnlySpan<char> piece, TState state);

/// <summary>
/// A sequence of stages; each cuts the pieces of the one before and sees nothing beyond a piece. Together the pieces
/// are the text. No stage at all leaves the text whole.
/// </summary>
internal sealed class PreTokenizer(params IPieceScanner[] stages)
{
    /// <summary>The pre-tokenizer of tokenizers trained here: Qwen2.5's, where each digit is a token.</summary>
    public static PreTokenizer Qwen { get; } = new(new WordScanner(1));

    /// <summary>Calls <paramref name="found"/> with each piece of <paramref name="text"/>.</summary>
    public void Split<TState>(ReadOnlySpan<char> text, TState state, PieceFound<TState> found) => Split(text, 0, state, found);

    void Split<TState>(ReadOnlySpan<char> text, int stage, TState state, PieceFound<TState> found)
    {
        if (text.IsEmpty) return;
        if (stage == stages.Length)
        {
            found(text, state);
            return;
        }
        int done = 0;
        while (stages[stage].TryNext(text, done, out int start, out int end))
        {
            Split(text[done..start], stage + 1, state, found);
            Split(text[start..end], stage + 1, state, found);
            done = end;
        }
        Split(text[done..], stage + 1, state, found);
    }
}
