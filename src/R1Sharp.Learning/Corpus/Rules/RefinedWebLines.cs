// RefinedWeb's corrections by line (Penedo et al., 2306.01116, appendix G.2): lines that are mostly capitals, numbers alone, counters ("3 likes"), single
// words, or
// short and of the furniture of pages go; a document that loses more than one word in twenty so goes as a whole.

using System.Buffers;

namespace R1Sharp.Learning.Corpus.Rules;

/// <summary>Cleans lines as RefinedWeb does.</summary>
sealed class RefinedWebLines : IRuleSet
{
    const int ShortWords = 10;

    /// <inheritdoc/>
    public string Name => "refinedweb";

    /// <inheritdoc/>
    public string? Edit(RuledDocument document, List<RuleVerdict> verdicts)
    {
        int removed = 0;
        string? left = LineEdit.Keep(document, line =>
        {
            int words = document.WordsIn(line);
            bool stays = Stays(document, line, words);
            removed += stays ? 0 : words;
            return stays;
        });
        verdicts.Add(RuleVerdict.AtMost("refinedweb.words_of_removed_lines", removed / Math.Max(1.0, document.WordCount), 0.05));
        return left;
    }

    /// <inheritdoc/>
    public void Judge(RuledDocument document, List<RuleVerdict> verdicts)
    {
    }

    // A character of Chinese is a word and more.
    static bool Stays(RuledDocument document, TextPiece line, int words)
    {
        int letters = document.LettersIn(line);
        return letters > 0 && 2 * document.CapitalsIn(line) <= letters && (words > 1 || letters > 20)
            && !(words <= ShortWords && IsFurniture(line.Of(document.Text)));
    }

    static readonly SearchValues<string> s_anywhere = SearchValues.Create(["in cart", "in your cart", "add to cart", "add to basket", "all rights reserved"],
        StringComparison.OrdinalIgnoreCase);

    static readonly string[] s_begins = ["sign in", "sign-in", "signin", "sign up", "sign-up", "log in", "log-in", "login", "subscribe", "skip to",
        "click here", "share on", "share this"];

    static readonly string[] s_ends = ["read more", "continue reading", "learn more", "show more"];

    static readonly string[] s_counted = ["like", "comment", "share", "view", "repl", "follower", "retweet", "vote", "answer"];

    // By hand: a regular expression for every line of a crawl takes longer than all other rules together.
    static bool IsFurniture(ReadOnlySpan<char> line) => IsCounter(line) || BeginsSo(line) || EndsSo(line) || line.ContainsAny(s_anywhere);

    static bool BeginsSo(ReadOnlySpan<char> line)
    {
        if ((line[0] | 32) is not ('s' or 'l' or 'c'))
            return false;
        foreach (string words in s_begins)
            if (line.StartsWith(words, StringComparison.OrdinalIgnoreCase) && (line.Length == words.Length || !char.IsLetter(line[words.Length])))
                return true;
        return false;
    }

    static bool EndsSo(ReadOnlySpan<char> line)
    {
        if (!char.IsAsciiLetter(line[^1]))
            line = line.TrimEnd(" .…:»>!→");
        if (line.IsEmpty || (line[^1] | 32) is not ('e' or 'g'))
            return false;
        foreach (string words in s_ends)
            if (line.EndsWith(words, StringComparison.OrdinalIgnoreCase))
                return true;
        return false;
    }

    // "3 likes", "1.2k views": a number, then the counted thing alone.
    static bool IsCounter(ReadOnlySpan<char> line)
    {
        if (char.IsAsciiLetter(line[0]))
            return false;
        line = line.Trim(" ()[]·•-");
        int at = line.IndexOf(' ');
        if (at <= 0 || !char.IsAsciiDigit(line[0]) || line[..at].ContainsAnyExcept("0123456789.,kKmM"))
            return false;
        var thing = line[(at + 1)..].TrimStart();
        foreach (string counted in s_counted)
            if (thing.StartsWith(counted, StringComparison.OrdinalIgnoreCase) && thing.Length <= counted.Length + 3)
                return true;
        return false;
    }
}
