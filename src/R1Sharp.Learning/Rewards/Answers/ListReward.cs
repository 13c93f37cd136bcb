// Graders for answers that are several things: sets, where order does not matter, and lists, where it does.

using System.ComponentModel;
using R1Sharp.Learning.Rewards.Reading;

namespace R1Sharp.Learning.Rewards.Answers;

/// <summary>What part of the truth is worth.</summary>
sealed record ListOptions
{
    /// <summary>Marks for a part.</summary>
    [Description("whether a part of the elements is worth its share (common / all different ones; of a list: right places / longer length); otherwise it is "
        + "worth nothing")]
    public bool Partial { get; init; }
}

/// <summary>1 where the answer has the elements of the gold answer, else 0 or their share.</summary>
sealed class ListReward : IReward
{
    readonly ListOptions _options;
    readonly bool _ordered;

    /// <param name="options">What part of the truth is worth.</param>
    /// <param name="ordered">Whether order and repetition matter.</param>
    public ListReward(ListOptions options, bool ordered) => (_options, _ordered) = (options, ordered);

    /// <summary>For the catalog.</summary>
    public static RewardDescription SetDescription { get; } =
        Describe("set_match", ordered: false,
        "1 if the answer has the same elements as the gold answer in any order, else 0 (partial: common / all different)");

    /// <summary>For the catalog.</summary>
    public static RewardDescription ListDescription { get; } =
        Describe("list_match", ordered: true, "1 if the answer has the same elements in the same order, else 0 (partial: right places / longer length)");

    /// <inheritdoc/>
    public string Name => _ordered ? "list_match" : "set_match";

    /// <inheritdoc/>
    public RewardScore Score(RewardInput input)
    {
        var gold = Elements(input.Problem.Answer);
        if (gold.Count == 0)
            return new RewardScore(null, "gold answer has no elements");
        if (AnswerFinder.Find(input, AnswerPlaces.Any, out string reason) is not { Text: var answer })
            return new RewardScore(0, reason);
        var given = Elements(answer);
        var (right, all) = _ordered ? InPlace(gold, given) : InCommon(gold, given);
        double share = all == 0 ? 0 : (double)right / all;
        return new RewardScore(_options.Partial || share == 1 ? share : 0, $"{right} of {all} elements",
            string.Join(", ", _ordered ? given : given.Order(StringComparer.Ordinal)));
    }

    static (int Right, int All) InPlace(List<string> gold, List<string> given) =>
        (gold.Zip(given).Count(pair => pair.First == pair.Second), Math.Max(gold.Count, given.Count));

    // An element given twice is two elements of which one is wrong, so that lists of guesses are worth less.
    static (int Right, int All) InCommon(List<string> gold, List<string> given)
    {
        var truth = gold.ToHashSet(StringComparer.Ordinal);
        int right = given.Distinct(StringComparer.Ordinal).Count(truth.Contains);
        return (right, truth.Count + given.Count - right);
    }

    // Elements between commas, semicolons, "and", outside all brackets; the brackets around the whole are dropped.
    static List<string> Elements(string text)
    {
        var elements = new List<string>();
        string inner = WithoutBrackets(text.Trim().Trim('$').Replace("\\{", "{").Replace("\\}", "}").Trim());
        int from = 0, depth = 0;
        for (int at = 0; at <= inner.Length; at++)
        {
            char c = at < inner.Length ? inner[at] : ',';
            depth += c is '(' or '[' or '{' ? 1 : c is ')' or ']' or '}' ? -1 : 0;
            if (at < inner.Length && (depth > 0 || c is not (',' or ';' or '、' or '，' or '；' or '\n')))
                continue;
            string element = inner[from..at].Trim();
            element = element.StartsWith("and ", StringComparison.OrdinalIgnoreCase) ? element[4..] : element;
            elements.AddRange(element.Split(" and ", StringSplitOptions.RemoveEmptyEntries).Select(ValueChecker.Canonical).Where(e => e.Length > 0));
            from = at + 1;
        }
        return elements;
    }

    // The first bracket must be the one that the last closes.
    static string WithoutBrackets(string text)
    {
        if (text.Length < 2 || (text[0], text[^1]) is not (('{', '}') or ('[', ']') or ('(', ')')))
            return text;
        int depth = 0;
        for (int at = 0; at < text.Length - 1; at++)
        {
            depth += text[at] is '(' or '[' or '{' ? 1 : text[at] is ')' or ']' or '}' ? -1 : 0;
            if (depth == 0)
                return text;
        }
        return text[1..^1];
    }

    static RewardDescription Describe(string name, bool ordered, string formula) =>
        RewardDescription.Of<ListOptions>(name, options => new ListReward(options, ordered), formula, "0 to 1", "own") with
        {
            Kind = RewardKind.Grader,
            Departures = "Elements are separated by commas, semicolons or \"and\", so numbers have no thousands separators; each is compared by value or as "
                + "text. Elements given twice count against the answer.",
        };
}
