// Knights and knaves: who is which, in sentences, as in Logic-RL.

using System.Text.RegularExpressions;
using R1Sharp.Learning.Rewards.Reading;

namespace R1Sharp.Learning.Rewards.Answers;

/// <summary>1 where the answer says of everybody in the gold answer, and of nobody else, the right thing.</summary>
sealed partial class KnightsReward : IReward
{
    const int MostWordsBeside = 2;

    /// <summary>For the catalog.</summary>
    public static RewardDescription Description { get; } = RewardDescription.Of<NoOptions>("knights_and_knaves", _ => new KnightsReward(),
        "1 if the answer says of each person in the gold answer whether a knight or a knave, all rightly, else 0", "0 or 1",
        "Logic-RL kk.py, answer reward") with
    {
        Kind = RewardKind.Grader,
        Departures = "1 and 0 instead of 2 and −1.5 or −2; weights belong to the sum. Any order, few words between; an answer that calls somebody both, or "
            + "tells a story, gets 0. Chinese: 骑士 and 无赖.",
    };

    /// <inheritdoc/>
    public string Name => "knights_and_knaves";

    /// <inheritdoc/>
    public RewardScore Score(RewardInput input)
    {
        if (Roles(input.Problem.Answer) is not { Count: > 0 } gold)
            return new RewardScore(null, "gold answer names no knights and knaves");
        if (AnswerFinder.Find(input, AnswerPlaces.Said, out string reason) is not { Text: var answer })
            return new RewardScore(0, reason);
        if (Roles(answer) is not { } given)
            return new RewardScore(0, "somebody is called both");
        if (IsStory(answer))
            return new RewardScore(0, "more than who is what");
        int right = gold.Count(person => given.GetValueOrDefault(person.Key, !person.Value) == person.Value);
        string found = string.Join(", ", given.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => $"{p.Key} {(p.Value ? "knight" : "knave")}"));
        return new RewardScore(right == gold.Count && given.Count == gold.Count ? 1 : 0, $"{right} of {gold.Count} persons right", found);
    }

    // The question itself says of people what they are: whoever echoes it must not be paid.
    static bool IsStory(string answer)
    {
        int left = Word().Count(Statement().Replace(answer, " "));
        return answer.Contains('?') || left > MostWordsBeside * Statement().Count(answer);
    }

    // Name → whether a knight; null where somebody is called both.
    static Dictionary<string, bool>? Roles(string text)
    {
        var roles = new Dictionary<string, bool>(StringComparer.OrdinalIgnoreCase);
        foreach (Match match in Statement().Matches(text))
        {
            bool knight = match.Groups["role"].Value.ToLowerInvariant() is "knight" or "骑士";
            if (!roles.TryAdd(match.Groups["name"].Value, knight) && roles[match.Groups["name"].Value] != knight)
                return null;
        }
        return roles;
    }

    [GeneratedRegex(@"\p{L}+")]
    private static partial Regex Word();

    [GeneratedRegex(@"(?<name>[\p{L}\p{N}_]+?)\s*(\bis\s+an?\s+|\bis\s+|[:=]\s*(an?\s+)?|是)(?<role>knight|knave|骑士|无赖)",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Statement();
}
