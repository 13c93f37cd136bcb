// What a text may go on with: what followed its last tokens where they stood before, in the prompt, in the text itself or in
// another completion of the group (prompt lookup decoding; Fu et al., arXiv 2402.02057, keep n-grams in the same way).
// Places are found as in LZ77: by a table of the last place of every pair of tokens, and from each place the one before.

using System.Runtime.InteropServices;

namespace R1Sharp.Learning.Generation;

/// <summary>A text as drafts know it.</summary>
sealed class DraftText
{
    readonly List<int> _tokens = [];

    /// <summary>The tokens.</summary>
    public ReadOnlySpan<int> Tokens => CollectionsMarshal.AsSpan(_tokens);

    /// <summary>Tokens that are before it and that every text of its group has: no places are entered for them.</summary>
    public int Shared { get; private init; }

    /// <summary>How many tokens have been entered as places.</summary>
    public int Entered { get; set; }

    /// <summary>A text that is whole.</summary>
    public static DraftText Of(ReadOnlySpan<int> tokens)
    {
        var text = new DraftText();
        text._tokens.AddRange(tokens);
        return text;
    }

    /// <summary>A completion that has still to be written: it begins with so much of its prompt as matches are compared over.</summary>
    public static DraftText After(ReadOnlySpan<int> prompt)
    {
        int shared = Math.Min(prompt.Length, DraftTexts.LongestMatch);
        var text = new DraftText { Shared = shared, Entered = shared };
        text._tokens.AddRange(prompt[^shared..]);
        return text;
    }

    /// <summary>Takes up what the completion has come to: some tokens may have been taken back first.</summary>
    public void Follow(ReadOnlySpan<int> completion)
    {
        int known = _tokens.Count - Shared, same = completion.CommonPrefixLength(Tokens[Shared..]);
        if (same < known)
            _tokens.RemoveRange(Shared + same, known - same);
        _tokens.AddRange(completion[same..]);
        Entered = Math.Min(Entered, Shared + same);
    }
}

/// <summary>Where a text's last tokens stood before.</summary>
/// <param name="Text">In which text.</param>
/// <param name="Next">Index of the token that followed them.</param>
/// <param name="Length">How many tokens before it are the same.</param>
readonly record struct DraftMatch(DraftText Text, int Next, int Length);

/// <summary>The texts of one request, and every place in them.</summary>
sealed class DraftTexts
{
    /// <summary>Tokens before a place that are compared.</summary>
    public const int LongestMatch = 32;

    // Of a pair that stands everywhere the last places are looked at.
    const int MostPlaces = 48;

    readonly record struct Place(DraftText Text, int Next, int Earlier);

    readonly List<Place> _places = [];
    readonly Dictionary<(int, int), int> _last = [];

    /// <summary>Enters the places of a text that are new since the last call.</summary>
    public void Enter(DraftText text)
    {
        var tokens = text.Tokens;
        for (int next = Math.Max(text.Entered, 2); next < tokens.Length; next++)
        {
            var pair = (tokens[next - 2], tokens[next - 1]);
            _places.Add(new(text, next, _last.GetValueOrDefault(pair, -1)));
            _last[pair] = _places.Count - 1;
        }
        text.Entered = tokens.Length;
    }

    /// <summary>The place whose tokens before it are most like the last ones of a text; of equals the latest. Null where not even two are.</summary>
    public DraftMatch? Find(DraftText text)
    {
        var tokens = text.Tokens;
        if (tokens.Length < 2)
            return null;
        var best = new DraftMatch(text, 0, 1);
        int at = _last.GetValueOrDefault((tokens[^2], tokens[^1]), -1);
        for (int looked = 0; at >= 0 && looked < MostPlaces && best.Length < LongestMatch; looked++, at = _places[at].Earlier)
        {
            var place = _places[at];
            if (Same(tokens, place.Text.Tokens, place.Next) is var length && length > best.Length)
                best = new(place.Text, place.Next, length);
        }
        return best.Length > 1 ? best : null;
    }

    // Tokens may have been taken back since a place was entered: it then has others before it, or is there no more.
    static int Same(ReadOnlySpan<int> text, ReadOnlySpan<int> other, int next)
    {
        if (next >= other.Length)
            return 0;
        int most = Math.Min(LongestMatch, Math.Min(text.Length, next)), length = 0;
        while (length < most && text[^(length + 1)] == other[next - length - 1])
            length++;
        return length;
    }
}
