// Cuts a text without a pre-tokenizer where no merge can reach across, so that it need not be merged as one word.

using R1Sharp.Learning.Tokenization.PreTokenization.Patterns;

namespace R1Sharp.Learning.Tokenization.PreTokenization;

/// <summary>
/// Tokenizers made after SentencePiece merge over a whole text. Where a mark for a space follows a character that stands before
/// a mark in no token of the merges, no merge joins the two, and the text falls into parts that are merged each by itself, with
/// the same result, as long as no character gets lost between them. The parts are mostly words, which are short and come again.
/// </summary>
/// <param name="mark">What stands for a space; it must be a token itself, so that nothing unknown reaches across either.</param>
/// <param name="results">The spellings that merges give.</param>
internal sealed class WordStartScanner(char mark, IEnumerable<string> results) : IPieceScanner
{
    // The mark itself is nearly always among them: two spaces are one token.
    readonly HashSet<char> _joined =
        [.. results.SelectMany(spelling => Enumerable.Range(1, Math.Max(0, spelling.Length - 1)).Where(i => spelling[i] == mark).Select(i => spelling[i - 1]))];

    public bool TryNext(ReadOnlySpan<char> text, int from, out int start, out int end)
    {
        (start, end) = (from, text.Length);
        for (int search = from + 1; search < text.Length; search++)
        {
            int offset = text[search..].IndexOf(mark);
            if (offset < 0) break;
            search += offset;
            if (_joined.Contains(text[search - 1])) continue;
            end = search;
            break;
        }
        return start < text.Length;
    }
}
