// Sentences as NLTK's Punkt tokenizer cuts them (Kiss and Strunk, 2006, "Unsupervised Multilingual Sentence Boundary
// Detection"), which is what IFEval counts. The algorithm is Punkt's; what Punkt learned from its corpus (abbreviations,
// words that begin sentences, words seen in small letters) is replaced by the short lists in SentenceWords.cs, so rare
// abbreviations are judged differently.

using System.Text.RegularExpressions;

namespace R1Sharp.Learning.Rewards.Instructions;

/// <summary>Cuts English text into sentences.</summary>
static partial class SentenceCounter
{
    const string NonWord = @"[)"";}\]*:@'({\[!?]";

    /// <summary>How many sentences a text has. New lines end none: a list without full stops is one sentence.</summary>
    public static int Count(string text) => Split(text).Count;

    /// <summary>The sentences, in order; together they are the text without the white space between them.</summary>
    public static IReadOnlyList<string> Split(string text)
    {
        var slices = new List<(int From, int To)>();
        int from = 0;
        foreach (var (end, context) in Candidates(text))
        {
            if (!HasBreakInside(context))
                continue;
            slices.Add((from, end.Index + end.Length));
            from = end.Groups["next"] is { Success: true } next ? next.Index : end.Index + end.Length;
        }
        slices.Add((from, Math.Max(from, text.TrimEnd().Length)));
        return Realigned(text, slices);
    }

    // Full stops, question and exclamation marks before white space or punctuation, each with the word before it and what
    // follows; of several in one word the last.
    static IEnumerable<(Match End, string Context)> Candidates(string text)
    {
        (int From, int To) word = (0, 0);
        Match? before = null;
        foreach (Match end in End().Matches(text))
        {
            int space = text.AsSpan(word.To..end.Index).LastIndexOfAny(" \t\n\r\v\f");
            (int From, int To) next = (space > 0 ? word.To + space + 1 : word.From, end.Index);
            if (before is not null && word.To <= next.From)
                yield return (before, Context(before));
            (before, word) = (end, next);
        }
        if (before is not null)
            yield return (before, Context(before));

        string Context(Match end) => text[word.From..word.To] + end.Value + end.Groups["after"].Value;
    }

    // Whether a token that is not the last ends a sentence.
    static bool HasBreakInside(string context)
    {
        string[] tokens = [.. context.Split('\n').SelectMany(line => Token().Matches(line)).Select(m => m.Value)];
        return Enumerable.Range(0, Math.Max(0, tokens.Length - 1)).Any(i => IsBreak(tokens[i], tokens[i + 1]));
    }

    static bool IsBreak(string token, string next)
    {
        if (token is "." or "?" or "!")
            return true;
        if (!token.EndsWith('.'))
            return false;
        string word = token[..^1].ToLowerInvariant();
        bool ellipsis = token.EndsWith("..", StringComparison.Ordinal);
        bool abbreviation = !ellipsis
            && (SentenceWords.Abbreviations.Contains(word) || SentenceWords.Abbreviations.Contains(word[(word.LastIndexOf('-') + 1)..]));
        bool initial = token.Length == 2 && char.IsLetter(token[0]);
        bool known = !ellipsis && !abbreviation;
        if ((abbreviation || ellipsis) && !initial)
            return BeginsSentence(next);
        if (known && (initial || Number().IsMatch(token)))
            return !Continues(next, initial);
        return known;
    }

    static bool BeginsSentence(string next) => char.IsUpper(next[0]) && SentenceWords.Starters.Contains(next.TrimEnd('.').ToLowerInvariant());

    // Punkt: after an initial or a number, a word in small letters goes on; after an initial so does a name.
    static bool Continues(string next, bool initial) => next is ";" or ":" or "," or "." or "!" or "?" || char.IsLower(next[0])
        || (initial && char.IsUpper(next[0]) && !SentenceWords.Starters.Contains(next.TrimEnd('.').ToLowerInvariant()));

    // Closing quotation marks and brackets belong to the sentence before.
    static List<string> Realigned(string text, List<(int From, int To)> slices)
    {
        var sentences = new List<string>();
        int moved = 0;
        for (int i = 0; i < slices.Count; i++)
        {
            int from = slices[i].From + moved, to = slices[i].To;
            var closing = i + 1 < slices.Count ? Closing().Match(text[slices[i + 1].From..slices[i + 1].To]) : Match.Empty;
            moved = closing.Success ? closing.Length : 0;
            to = closing.Success ? slices[i + 1].From + closing.Value.TrimEnd().Length : to;
            if (to > from)
                sentences.Add(text[from..to]);
        }
        return sentences;
    }

    [GeneratedRegex(@"[.?!](?=(?<after>" + NonWord + @"|\s+(?<next>\S+)))", RegexOptions.ExplicitCapture)]
    private static partial Regex End();

    [GeneratedRegex(@"-{2,}|\.{2,}|(\.\s){2,}\.|(?=[^(""`{\[:;&#*@)}\]\-,])\S+?(?=\s|$|" + NonWord + @"|-{2,}|\.{2,}|(\.\s){2,}\.|,(?=$|\s|" + NonWord
        + @"|-{2,}|\.{2,}))|\S", RegexOptions.ExplicitCapture)]
    private static partial Regex Token();

    [GeneratedRegex(@"^-?[.,]?\d[\d,.\-]*\.?$")]
    private static partial Regex Number();

    [GeneratedRegex(@"\A[""')\]}]+?(\s+|(?=--)|$)", RegexOptions.ExplicitCapture | RegexOptions.Multiline)]
    private static partial Regex Closing();
}
