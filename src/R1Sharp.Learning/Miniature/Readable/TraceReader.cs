// Reads a train of thought back into words, names and formulas, in either language or in both.

using System.Text.RegularExpressions;
using R1Sharp.Numerics;

namespace R1Sharp.Learning.Miniature.Readable;

/// <summary>One part of a train of thought: a word of the lexicon, a name, or a formula.</summary>
/// <param name="Word">The word; null for the others.</param>
/// <param name="Text">A name's letter or a formula's digits and signs; empty for a word.</param>
readonly record struct TraceItem(Word? Word, string Text)
{
    /// <summary>Whether it is this word.</summary>
    public bool Is(Word word) => Word == word;

    /// <summary>Whether it is somebody's name.</summary>
    public bool IsName => Text is [>= 'A' and <= 'Z'];

    /// <summary>Whether it is a formula: digits, signs, parentheses, commas, colons.</summary>
    public bool IsFormula => Word is null && !IsName;
}

/// <summary>Reads and translates trains of thought.</summary>
static partial class TraceReader
{
    /// <summary>The items of a text; null where it holds anything that is not of this world.</summary>
    public static List<TraceItem>? Read(string text)
    {
        var items = new List<TraceItem>();
        for (int at = 0; at < text.Length;)
        {
            var match = Item().Match(text, at);
            if (!match.Success)
                return string.IsNullOrWhiteSpace(text[at..]) ? items : null;
            var word = match.Groups["word"].Success ? Lexicon.Find(match.Groups["word"].Value) : null;
            if (word is null && match.Groups["word"].Success)
                return null;
            items.Add(new TraceItem(word, match.Groups["rest"].Value));
            at = match.Index + match.Length;
        }
        return items;
    }

    /// <summary>A text of this world in one language.</summary>
    public static TraceText Text(string language) => new(language, mixed: false, new RandomStream(0, RandomPurpose.General));

    /// <summary>The items written in one language.</summary>
    public static string Translate(IEnumerable<TraceItem> items, string language)
    {
        var text = Text(language);
        foreach (var item in items)
        {
            if (item.Word is { } word)
                text.Add(word);
            else if (item.IsName)
                text.Add(item.Text[0]);
            else
                text.Add(item.Text);
        }
        return text.ToString();
    }

    /// <summary>What stands between the words that mean "wait".</summary>
    public static IEnumerable<List<TraceItem>> BetweenWaits(IEnumerable<TraceItem> items)
    {
        var part = new List<TraceItem>();
        foreach (var item in items)
        {
            if (!item.Is(Word.Wait))
            {
                part.Add(item);
                continue;
            }
            yield return part;
            part = [];
        }
        yield return part;
    }

    [GeneratedRegex(@"\G\s*(?:(?<word>[a-z]+|[\u4E00-\u9FFF]+)|(?<rest>[A-Z](?![A-Za-z])|[0-9()+\-*/=:,]+))")]
    private static partial Regex Item();
}
