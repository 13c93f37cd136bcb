// Answers that choose options by letter: A, (A), A. 42, "the answer is (B) because …", and sets of them.
//
// Letters without a comma between them may be a word, an order or the corners of a figure: BCAD is not ABCD. Only where the
// question offers options by letter do AC and CA choose the same.

using System.Text.RegularExpressions;
using R1Sharp.Learning.Rewards.Reading;

namespace R1Sharp.Learning.Rewards.Mathematics;

/// <summary>Compares choices.</summary>
static partial class ChoiceAnswers
{
    const int FewestOptions = 3;

    /// <summary>The verdict where both answers choose options; null where they are something else.</summary>
    /// <param name="gold">The gold answer.</param>
    /// <param name="found">The answer in question.</param>
    /// <param name="lettersMayMove">Whether the question has several right letters.</param>
    public static MathJudgement? Judge(string gold, FoundAnswer found, bool lettersMayMove)
    {
        // A gold answer "(B) 12" is B where the other is a letter.
        if ((Letters(gold) ?? (Letters(found.Bare)?.Length == 1 ? Label(gold) : null)) is not { } right)
            return null;
        string? given = Letters(found.Bare) ?? Label(found.Bare);
        if (given is null && right.Length == 1 && found.Place != AnswerPlaces.Boxes && Words().IsMatch(found.Text))
            given = StatedChoice.Of(found.Text);
        if (given is null)
            return right.Length == 1 && found.Place != AnswerPlaces.Boxes && Prose.IsSentence(found.Bare)
                ? MathJudgement.Different("the sentence chooses no option") : null;
        if (given != right && given.Order().SequenceEqual(right.Order()) && !lettersMayMove && !(IsList(gold) && IsSorted(given))
            && !(IsList(found.Bare) && IsSorted(right)) && !(IsList(gold) && IsList(found.Bare)))
            return MathJudgement.Undecided("letters in another order");
        return given.Order().SequenceEqual(right.Order()) ? MathJudgement.Equal("the same choice") : MathJudgement.Different($"choice {given} is not {right}");
    }

    /// <summary>Whether a question has options by letter, and its answer several of them.</summary>
    public static bool AreOffered(Problem problem) => Letters(problem.Answer)?.Length > 1
        && OfferedOption().Matches(problem.Question).Select(m => m.Groups["letter"].Value).Distinct().Count() >= FewestOptions;

    /// <summary>An answer without the letter of the option it stands in: "(B) 12" is 12.</summary>
    public static string WithoutLabel(string answer) => Labelled().Match(answer.Trim()) is { Success: true } match ? match.Groups["rest"].Value : answer;

    static string? Label(string text) => Labelled().Match(text.Trim()) is { Success: true } match ? match.Groups["letter"].Value : null;

    // The letters of one or several choices, in their order; null for anything else.
    static string? Letters(string text)
    {
        text = text.Trim();
        if (IsRun(text))
            return text;
        var match = ChoiceLetters().Match(text);
        return match.Success ? string.Concat(match.Groups["letter"].Captures.Select(c => char.ToUpperInvariant(c.Value[0])).Distinct()) : null;
    }

    static bool IsRun(string text) => text.Length is >= 2 and <= 5 && text.All(c => c is >= 'A' and <= 'H') && text.Distinct().Count() == text.Length;

    // A, C or A and C: in any order.
    static bool IsList(string text) => ListSign().IsMatch(text);

    static bool IsSorted(string letters) => letters.SequenceEqual(letters.Order());

    [GeneratedRegex(@"[A-Za-z]{2}|[^\0-\x7F]")]
    private static partial Regex Words();

    [GeneratedRegex(@",|、|，|;|and|和|与")]
    private static partial Regex ListSign();

    [GeneratedRegex(@"^[\s$*]*(?:(?:[Oo]ption|[Cc]hoice)s?\s+)?(?:\\(?:text|textbf|mathrm|mathbf)\s*\{\s*)*(?:(?<open>[(\[])(?<letter>[A-Ka-k])[)\]]"
        + @"|(?<letter>[A-K])\)?)(?:\s*\})*(?:\s*(?:,\s*and|,|、|，|and|和|与|;|\s)\s*(?:\\(?:text|textbf|mathrm"
        + @"|mathbf)\s*\{\s*)?\(?(?<letter>[A-H])\)?\}?){0,7}[\s$*.,。]*$", RegexOptions.ExplicitCapture)]
    private static partial Regex ChoiceLetters();

    // "(A)+1", "(A)(B)" and "A:B" are formulas, "(B) 12" and "(B) -1" options: a sign that joins two values stands close to
    // neither or to both, a sign of the number close to it alone.
    [GeneratedRegex(@"^\$?(?:\\(?:text|textbf|mathrm|mathbf)\s*\{\s*)?(?:\((?<letter>[A-J])\)|(?<letter>[A-J])(?:\)|[.:：、]|\s+[:：]))(?:\s*\})?(?!(?:\s|\\[ "
        + @",;!~]|\$)*(?:[*/^=<>_!'&|(\[]|\\(?:cdot|times|div|mp|cup|cap|setminus|le|leq|ge|geq|ne|neq|in|notin|subset|subseteq|supset|to|rightarrow"
        + @"|Rightarrow|implies|iff|wedge|vee|land|lor|circ|oplus|otimes|perp|parallel|sim|cong|equiv|approx|propto|mid|ll|gg|prec|succ|pmod"
        + @"|bmod)(?![A-Za-z]))|[A-K](?![A-Za-z0-9])|(?:\s|\\[ ,])*(?:(?:or|and)\b|/)|[-+−±]|\\pm|\s*[-+−±]\s)(?:\s|\\(?![A-Za-z{}]))*(?<rest>[^\s,)].*)$",
        RegexOptions.ExplicitCapture | RegexOptions.Singleline)]
    private static partial Regex Labelled();

    [GeneratedRegex(@"[(（\[](?<letter>[A-J])[)）\]]|(?<![A-Za-z])(?<letter>[A-J])\s*[.、．)：:](?![A-Za-z])|(?:^|\n)\s*(?<letter>[A-J])\s+\S|\\(?:text|textbf"
        + @"|mathrm|mathbf)\s*\{\s*\(?(?<letter>[A-J])", RegexOptions.ExplicitCapture)]
    private static partial Regex OfferedOption();
}
