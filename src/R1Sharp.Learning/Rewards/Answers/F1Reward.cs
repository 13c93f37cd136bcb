// Overlap of words with the gold answer, for answers in free words (Rajpurkar et al., 2016, SQuAD).

using System.Text.RegularExpressions;
using R1Sharp.Learning.Rewards.Reading;

namespace R1Sharp.Learning.Rewards.Answers;

/// <summary>The harmonic mean of precision and recall over words.</summary>
sealed partial class F1Reward : IReward
{
    /// <summary>For the catalog.</summary>
    public static RewardDescription Description { get; } = RewardDescription.Of<NoOptions>("f1", _ => new F1Reward(),
        "2 · P · R / (P + R) over the words that answer and gold answer share, each as often as in both", "0 to 1", "SQuAD evaluate-v1.1.py, f1_score") with
    {
        Kind = RewardKind.Grader,
        Departures = "Without any mark the whole text after the thoughts is the answer. Small letters, without ASCII punctuation and the articles a, an, "
            + "the, as in the source.",
    };

    /// <inheritdoc/>
    public string Name => "f1";

    /// <inheritdoc/>
    public RewardScore Score(RewardInput input)
    {
        string? answer = AnswerFinder.Find(input, AnswerPlaces.Said, out string reason)?.Text
            ?? (reason == "no answer" ? Style.CompletionText.AfterThoughts(input) : null);
        if (answer is null)
            return new RewardScore(0, reason);
        string[] gold = Words(input.Problem.Answer), given = Words(answer);
        if (gold.Length == 0)
            return new RewardScore(null, "gold answer has no words");
        var left = gold.GroupBy(word => word).ToDictionary(group => group.Key, group => group.Count());
        int shared = given.Count(word => left.GetValueOrDefault(word) > 0 && left[word]-- > 0);
        double value = shared == 0 ? 0 : Mean((double)shared / given.Length, (double)shared / gold.Length);
        return new RewardScore(value, $"{shared} words in common, {given.Length} given, {gold.Length} asked for", string.Join(' ', given));
    }

    static double Mean(double precision, double recall) => 2 * precision * recall / (precision + recall);

    static string[] Words(string text)
    {
        string plain = string.Concat(text.ToLowerInvariant().Where(c => c > 127 || !char.IsPunctuation(c) && !char.IsSymbol(c)));
        return Article().Replace(plain, " ").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
    }

    [GeneratedRegex(@"\b(a|an|the)\b")]
    private static partial Regex Article();
}
