// RefinedWeb's corrections by line (Penedo et al., 2306.01116, appendix G.2): lines that are mostly capitals, numbers alone, counters ("3 likes"), single
// words, or
// short and of the furniture of pages go; a document that loses more than one word in twenty so goes as a whole.

using System.Text.RegularExpressions;

namespace R1Sharp.Learning.Corpus.Rules;

/// <summary>Cleans lines as RefinedWeb does.</summary>
public sealed partial class RefinedWebLines : IRuleSet
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
            int words = LineEdit.Words(line, out _);
            bool stays = Stays(line, words);
            removed += stays ? 0 : words;
            return stays;
        });
        verdicts.Add(RuleVerdict.AtMost("refinedweb.words_of_removed_lines", removed / Math.Max(1.0, document.Words.Count), 0.05));
        return left;
    }

    /// <inheritdoc/>
    public void Judge(RuledDocument document, List<RuleVerdict> verdicts)
    {
    }

    static bool Stays(ReadOnlySpan<char> line, int words)
    {
        int letters = 0, capitals = 0;
        foreach (char c in line)
        {
            letters += char.IsLetter(c) ? 1 : 0;
            capitals += char.IsUpper(c) ? 1 : 0;
        }
        // A character of Chinese is a word and more.
        return letters > 0 && 2 * capitals <= letters && (words > 1 || letters > 20) && !(words <= ShortWords && IsFurniture(line));
    }

    static bool IsFurniture(ReadOnlySpan<char> line) => Counter().IsMatch(line) || Begins().IsMatch(line) || Ends().IsMatch(line) || Anywhere().IsMatch(line);

    [GeneratedRegex(@"^\W*\d[\d.,]*[km]?\s+(likes?|comments?|shares?|views?|replies|followers?|retweets?|votes?|answers?)\W*$",
        RegexOptions.IgnoreCase)] private static partial Regex Counter();

    [GeneratedRegex(@"^(sign[ -]?in|log[ -]?in|sign[ -]?up|subscribe|skip to|click here|share (this|on))\b",
        RegexOptions.IgnoreCase)] private static partial Regex Begins();

    [GeneratedRegex(@"(read more|continue reading|learn more|show more)\W*$", RegexOptions.IgnoreCase)] private static partial Regex Ends();

    [GeneratedRegex(@"items? in (your )?cart|add to (cart|basket)|all rights reserved", RegexOptions.IgnoreCase)] private static partial Regex Anywhere();
}
