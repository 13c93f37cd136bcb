// The value that prose states. A number is an answer only where its sentence states it: not under "not", "more than", "between",
// "either", not in an explanation ("because there are 3 groups of 4") and not in a condition ("if x is 5").

using System.Text.RegularExpressions;

namespace R1Sharp.Learning.Rewards.Reading;

/// <summary>Reads what sentences state.</summary>
static partial class StatedValue
{
    const int MostSentences = 4;

    /// <summary>What a sentence says about its values.</summary>
    enum Statement
    {
        /// <summary>No value, or only such as are denied or explain.</summary>
        Nothing,

        /// <summary>Values, but not which of them it is.</summary>
        Open,

        /// <summary>One value or one list.</summary>
        Value,
    }

    /// <summary>
    /// The value or list that a text states: that of its last sentence which states one, unless a later sentence leaves open what it
    /// is. Null where none is stated, or several are, so that nobody knows which is meant.
    /// </summary>
    public static string? Of(string text)
    {
        var sentences = Sentences.Of(OnOneLine(text), 0);
        for (int i = sentences.Count - 1; i >= Math.Max(sentences.Count - MostSentences, 0); i--)
        {
            var (statement, value) = Read(sentences[i].Text);
            if (statement != Statement.Nothing)
                return statement == Statement.Value ? value : null;
        }
        return null;
    }

    /// <summary>
    /// The last value of one sentence that is neither denied nor left open, although others may be stated beside it: what a train of
    /// thought has come to. Null where there is none.
    /// </summary>
    public static string? LastOf(string sentence)
    {
        var tokens = ValueToken.In(OnOneLine(sentence));
        var asides = Denials.Asides(sentence);
        int last = Enumerable.Range(0, tokens.Count).LastOrDefault(i => ValueRoles.Of(sentence, tokens, i, asides) is ValueRole.Said or ValueRole.Named, -1);
        return last < 0 ? null : tokens[last].Value;
    }

    /// <summary>Whether a text speaks of values and states none of them: "5 is not the answer", "more than 7".</summary>
    public static bool IsWithheld(string text) => Prose.IsSentence(text) && ValueToken.In(OnOneLine(text)).Count > 0 && Of(text) is null;

    /// <summary>Whether exactly one value stands in a text, whatever is said about it.</summary>
    public static bool IsOnly(string text) => ValueToken.In(OnOneLine(text)).Count == 1;

    /// <summary>A displayed formula belongs to the sentence before it.</summary>
    internal static string OnOneLine(string text) => Display().Replace(text, match => match.Value.Replace('\n', ' '));

    static (Statement, string?) Read(string sentence)
    {
        if (sentence.EndsWith('?') || sentence.EndsWith('？'))
            return (Statement.Nothing, null);
        var tokens = ValueToken.In(sentence);
        if (tokens.Count == 0)
            return SpelledOut(sentence) is { } words ? (Statement.Value, words) : (Statement.Nothing, null);
        var asides = Denials.Asides(sentence);
        var roles = tokens.Select((token, i) => ValueRoles.Of(sentence, tokens, i, asides)).ToArray();
        int from = ValueRoles.LastConclusion(sentence);
        bool concludes = tokens.Where((token, i) => token.Start >= from && roles[i] is ValueRole.Said or ValueRole.Named or ValueRole.Aside).Any();
        return Decide([.. tokens.Zip(roles).Where(pair => !concludes || pair.First.Start >= from)]);
    }

    static (Statement, string?) Decide(List<(ValueToken Token, ValueRole Role)> tokens)
    {
        var said = Distinct(tokens, ValueRole.Said);
        bool isCalculation = said.Count > 1 && tokens.Where(t => t.Role == ValueRole.Said).Skip(1).All(t => t.Token.Kind == ValueKind.Calculated);
        if (said.Count == 1 || isCalculation)
            return (Statement.Value, said[^1]);
        if (said.Count > 1 || tokens.Any(t => t.Role == ValueRole.Open))
            return (Statement.Open, null);
        var named = Distinct(tokens, ValueRole.Named);
        named = named.Count == 0 ? Distinct(tokens, ValueRole.Aside) : named;
        return named.Count switch { 0 => (Statement.Nothing, null), 1 => (Statement.Value, named[0]), _ => (Statement.Open, null) };
    }

    static List<string> Distinct(List<(ValueToken Token, ValueRole Role)> tokens, ValueRole role) =>
        [.. tokens.Where(t => t.Role == role).Select(t => t.Token.Value).Reverse().Distinct().Reverse()];

    // "The total is seven": words of a number behind the last "is".
    static string? SpelledOut(string sentence)
    {
        if (Spelled().Match(sentence) is not { Success: true } match)
            return null;
        string words = match.Groups["words"].Value.Trim();
        return EnglishNumerals.TryRead(words.ToLowerInvariant()) is null ? null : words;
    }

    [GeneratedRegex(@"\s*\n\s*(\\\[|\$\$)[^$]*?(\\\]|\$\$)|(\\\[|\$\$)[^$]*?(\\\]|\$\$)", RegexOptions.ExplicitCapture)]
    private static partial Regex Display();

    [GeneratedRegex(@"\b(is|are|was|equals|get|makes|has|have|total of)\s+(exactly\s+|only\s+)?(?<words>[a-z]+([- ][a-z]+){0,5}?)(\s+[a-z]+){0,1}\s*[.!]?\s*$",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.RightToLeft)]
    private static partial Regex Spelled();
}
