// Texts that end a completion are no part of what it says: they are cut off, with all that its last token holds behind them.

using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Tokenization;

namespace R1Sharp.Learning.Generation;

/// <summary>Cuts stop strings off.</summary>
static class StopText
{
    /// <summary>What a completion says: its text without the token or the stop string that ended it.</summary>
    /// <param name="tokenizer">Makes the text.</param>
    /// <param name="completion">The completion.</param>
    /// <param name="ends">The tokens that end completions.</param>
    /// <param name="stops">The stop strings that it was sampled with.</param>
    public static string Of(Tokenizer tokenizer, Completion completion, IReadOnlyCollection<int> ends, IReadOnlyList<string> stops)
    {
        bool ended = completion.Tokens is [.., var last] && ends.Contains(last);
        string text = tokenizer.Decode(completion.Tokens.AsSpan(..^(ended ? 1 : 0)));
        return ended ? text : Trim(completion, text, stops, tokens => tokenizer.Decode(tokens));
    }

    /// <summary>The text of a completion up to the stop string that ended it; whole where none did.</summary>
    /// <param name="completion">The completion.</param>
    /// <param name="text">Its text.</param>
    /// <param name="stops">The stop strings that it was sampled with.</param>
    /// <param name="decode">Text of tokens, as <paramref name="text"/> was made.</param>
    public static string Trim(Completion completion, string text, IReadOnlyList<string> stops, Func<int[], string> decode)
    {
        if (stops.Count == 0 || completion.Finish != FinishReason.Stop || completion.Tokens.Length == 0)
            return text;
        // A stop string ends a completion with the token that completes it, and lies behind what was put there.
        int before = Math.Min(decode(completion.Tokens[..^1]).Length, text.Length);
        int put = completion.ForcedTokens is [.., var last] ? Math.Min(decode(completion.Tokens[..(last + 1)]).Length, text.Length) : 0;
        int cut = stops.Select(stop => text.IndexOf(stop, Math.Max(put, before - stop.Length + 1), StringComparison.Ordinal))
            .Where(at => at >= 0).DefaultIfEmpty(text.Length).Min();
        return text[..cut];
    }
}

/// <summary>The same for text as it is produced: what may be the beginning of a stop string is held back until that is known.</summary>
/// <param name="stops">The stop strings.</param>
sealed class StopTextFilter(IReadOnlyList<string> stops)
{
    string _held = "";
    bool _isStopped;

    /// <summary>Takes a piece of text that the model chose, and gives what can be shown.</summary>
    public string Add(string piece)
    {
        string text = _held + piece;
        int stop = _isStopped ? 0 : stops.Select(s => text.IndexOf(s, StringComparison.Ordinal)).Where(at => at >= 0).DefaultIfEmpty(-1).Min();
        _isStopped |= stop >= 0;
        int shown = _isStopped ? stop : text.Length - Beginning(text);
        _held = _isStopped ? "" : text[shown..];
        return text[..shown];
    }

    /// <summary>What was held back and turned out to be no stop string.</summary>
    public string Finish()
    {
        string rest = _held;
        _held = "";
        return rest;
    }

    // Characters at the end that may go on to be a stop string.
    int Beginning(string text)
    {
        for (int length = Math.Min(text.Length, stops.Select(s => s.Length - 1).DefaultIfEmpty(0).Max()); length > 0; length--)
            if (stops.Any(s => s.Length > length && s.AsSpan().StartsWith(text.AsSpan(text.Length - length), StringComparison.Ordinal)))
                return length;
        return 0;
    }
}
