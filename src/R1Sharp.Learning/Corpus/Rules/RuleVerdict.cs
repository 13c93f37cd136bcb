// What a rule says of a document: a number, and the limits between which it must lie.

using System.Globalization;

namespace R1Sharp.Learning.Corpus.Rules;

/// <summary>A rule's number for a document.</summary>
/// <param name="Rule">The rule, e.g. gopher.words.</param>
/// <param name="Value">The number.</param>
/// <param name="Least">The least that passes.</param>
/// <param name="Most">The most that passes.</param>
readonly record struct RuleVerdict(string Rule, double Value, double Least, double Most)
{
    /// <summary>Whether the document passes.</summary>
    public bool Passes => Value >= Least && Value <= Most;

    /// <summary>A verdict with a lower limit alone.</summary>
    public static RuleVerdict AtLeast(string rule, double value, double least) => new(rule, value, least, double.PositiveInfinity);

    /// <summary>A verdict with an upper limit alone.</summary>
    public static RuleVerdict AtMost(string rule, double value, double most) => new(rule, value, double.NegativeInfinity, most);

    /// <summary>The verdict as a line.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Rule,-34} {Value,12:0.####}  {Limits(),-22} {(Passes ? "passes" : "FAILS")}");

    string Limits() => (double.IsNegativeInfinity(Least), double.IsPositiveInfinity(Most)) switch
    {
        (true, _) => string.Create(CultureInfo.InvariantCulture, $"at most {Most:0.####}"),
        (_, true) => string.Create(CultureInfo.InvariantCulture, $"at least {Least:0.####}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{Least:0.####} to {Most:0.####}"),
    };
}

/// <summary>A document as rules see it; what several of them need is found once. Not for several threads at once.</summary>
sealed class RuledDocument
{
    /// <summary>Where it is from; null where that is not known.</summary>
    public string? Url { get; private set; }

    /// <summary>Its text.</summary>
    public string Text { get; private set; } = "";

    /// <summary>Its words, cut at white space: what the rules of Gopher and C4 count.</summary>
    public List<Range> Words { get; } = [];

    /// <summary>Its lines that are not empty.</summary>
    public List<Range> Lines { get; } = [];

    /// <summary>Its paragraphs: parted by empty lines.</summary>
    public List<Range> Paragraphs { get; } = [];

    /// <summary>Takes another document.</summary>
    public void Take(string text, string? url)
    {
        (Text, Url) = (text, url);
        Words.Clear();
        Lines.Clear();
        Paragraphs.Clear();
        CutWords();
        CutLines();
    }

    void CutWords()
    {
        int start = -1;
        for (int i = 0; i < Text.Length; i++)
        {
            char c = Text[i];
            bool isSpace = c <= ' ' || (c >= 128 && char.IsWhiteSpace(c));
            if (!isSpace && start < 0)
                start = i;
            else if (isSpace && start >= 0)
            {
                Words.Add(start..i);
                start = -1;
            }
        }
        if (start >= 0)
            Words.Add(start..Text.Length);
    }

    void CutLines()
    {
        int paragraph = -1, end = 0;
        for (int start = 0; start <= Text.Length;)
        {
            int stop = Text.IndexOf('\n', start) is >= 0 and var at ? at : Text.Length;
            if (Text.AsSpan(start, stop - start).Trim() is { IsEmpty: false } line)
            {
                int first = start + Text.AsSpan(start, stop - start).IndexOf(line);
                Lines.Add(first..(first + line.Length));
                paragraph = paragraph < 0 ? first : paragraph;
                end = first + line.Length;
            }
            else if (paragraph >= 0)
            {
                Paragraphs.Add(paragraph..end);
                paragraph = -1;
            }
            start = stop + 1;
        }
        if (paragraph >= 0)
            Paragraphs.Add(paragraph..end);
    }
}

/// <summary>A set of rules.</summary>
interface IRuleSet
{
    /// <summary>Its name on the command line.</summary>
    string Name { get; }

    /// <summary>The text that it leaves of a document, where it works on lines; null where it changes nothing.</summary>
    string? Edit(RuledDocument document, List<RuleVerdict> verdicts);

    /// <summary>Adds its verdicts on a document.</summary>
    void Judge(RuledDocument document, List<RuleVerdict> verdicts);
}
