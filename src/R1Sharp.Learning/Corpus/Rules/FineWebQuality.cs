// FineWeb's three additions (Penedo et al., 2406.17557, section 3.5), with their thresholds: lines that end with a mark, letters in lines that stand there
// again, short lines; and from datatrove's filter the share of line breaks.

namespace R1Sharp.Learning.Corpus.Rules;

/// <summary>Is it made of lists?</summary>
sealed class FineWebQuality : IRuleSet
{
    const int ShortLetters = 30;

    readonly HashCounts _lines = new();

    /// <inheritdoc/>
    public string Name => "fineweb";

    /// <inheritdoc/>
    public string? Edit(RuledDocument document, List<RuleVerdict> verdicts) => null;

    /// <inheritdoc/>
    public void Judge(RuledDocument document, List<RuleVerdict> verdicts)
    {
        int marked = 0, brief = 0;
        long again = 0;
        _lines.Clear(document.Lines.Length);
        foreach (var place in document.Lines)
        {
            var line = place.Of(document.Text);
            marked += line[^1] is '.' or '!' or '?' or '"' or '\'' or '”' or '…' or '。' or '！' or '？' ? 1 : 0;
            brief += line.Length <= ShortLetters ? 1 : 0;
            again += _lines.Add(HashMix.Quick(line)) > 1 ? line.Length : 0;
        }
        double lines = Math.Max(1, document.Lines.Length), breaks = document.Text.AsSpan().Count('\n');
        verdicts.Add(RuleVerdict.AtLeast("fineweb.lines_that_end_with_a_mark", marked / lines, 0.12));
        verdicts.Add(RuleVerdict.AtMost("fineweb.letters_in_lines_again", again / Math.Max(1, document.Text.Length - breaks), 0.01));
        verdicts.Add(RuleVerdict.AtMost("fineweb.short_lines", brief / lines, 0.67));
        verdicts.Add(RuleVerdict.AtMost("fineweb.breaks_per_word", breaks / Math.Max(1, document.WordCount), 0.3));
    }
}
