// Tidies edits of digits: one run through the edits that is right, with its checks, the best checked one if several are.

using System.Text.RegularExpressions;
using R1Sharp.Learning.Rewards;

namespace R1Sharp.Learning.Miniature.Readable;

/// <summary>The digit edits' trains of thought.</summary>
static partial class ReadableDigits
{
    readonly record struct Edit(string Before, Word Word, string Written, bool IsChecked)
    {
        public string Right => DigitsFamily.Apply(Before, Word);
    }

    /// <summary>The tidy thoughts in the question's language; null where no run through the edits is right.</summary>
    public static string? Tidy(Problem problem, List<TraceItem> items)
    {
        string start = Number().Match(problem.Question).Value;
        Word[] edits = [.. problem.Question.TrimEnd('.', '。').Split(' ').Select(Lexicon.Find).OfType<Word>()];
        var runs = Enumerable.Range(0, items.Count).Where(i => items[i].Text == start).Select(i => Read(items, i + 1, start, edits)).OfType<List<Edit>>()
            .ToList();
        return runs.Count == 0 ? null : Write(runs.MaxBy(run => run.Count(edit => edit.IsChecked))!, problem.Language);
    }

    // A run from an item on; null where an edit is missing or comes to something wrong.
    static List<Edit>? Read(List<TraceItem> items, int at, string start, Word[] edits)
    {
        var run = new List<Edit>();
        string now = start;
        foreach (var word in edits)
        {
            if (at + 1 >= items.Count || !items[at].Is(word) || !items[at + 1].IsFormula)
                return null;
            var edit = new Edit(now, word, items[at + 1].Text, false);
            TraceItem[] check = [.. Check(edit)];
            if (items.Skip(at + 2).Take(check.Length).SequenceEqual(check))
                edit = edit with { IsChecked = true };
            if (edit.Written != edit.Right && !edit.IsChecked)
                return null;
            run.Add(edit);
            at += 2 + (edit.IsChecked ? check.Length : 0);
            now = edit.Right;
        }
        return run;
    }

    static IEnumerable<TraceItem> Check(Edit edit)
    {
        TraceItem[] check = [new(Word.Wait, ""), new(Word.Check, ""), new(null, edit.Before), new(edit.Word, ""), new(null, edit.Right)];
        TraceItem[] verdict = edit.Written == edit.Right ? [new(Word.Yes, "")] : [new(Word.No, ""), new(Word.So, ""), new(null, edit.Right)];
        return check.Concat(verdict);
    }

    static string Write(List<Edit> run, string language) => TraceReader.Translate(run.SelectMany(edit =>
        new TraceItem[] { new(edit.Word, ""), new(null, edit.Written) }.Concat(edit.IsChecked ? Check(edit) : [])).Prepend(new TraceItem(null, run[0].Before)),
            language);

    [GeneratedRegex("[0-9]+")]
    private static partial Regex Number();
}
