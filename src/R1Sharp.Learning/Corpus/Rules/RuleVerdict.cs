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
