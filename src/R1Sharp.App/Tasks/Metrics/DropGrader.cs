// DROP's measure (Dua et al., arXiv 1903.00161, section 5; AllenNLP's drop_eval): an answer is a bag of words for each of its spans; the bags of answer
// and gold answer are paired so that the sum of their F1 is greatest, and a pair whose numbers differ counts nothing.
//
// Departure: a model writes its spans in one line. Where the gold answer has several, the line is also read as a list (at commas, semicolons, "and"),
// and the better reading counts; the original has a model hand over a list.

using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using R1Sharp.Learning.Rewards;
using R1Sharp.Learning.Rewards.Reading;
using R1Sharp.Learning.Rewards.Style;

namespace R1Sharp.App.Tasks.Metrics;

/// <summary>The F1 of an answer; its accuracy is whether the spans are the gold answer's, neither more nor fewer.</summary>
sealed partial class DropGrader : IReward
{
    // More spans are no answer, and pairing them would take long.
    const int MostSpans = 12;

    /// <inheritdoc/>
    public string Name => "drop";

    /// <inheritdoc/>
    public RewardScore Score(RewardInput input)
    {
        // The prompt asks for a line "Answer: …", whose rest it is, periods and all.
        string? rest = CompletionText.AfterThoughts(input), reason = "";
        string? answer = rest is not null && !AnswerTags.AreIn(rest) && Line().Matches(rest) is { Count: > 0 } lines
            ? lines[^1].Groups[1].Value.Trim().TrimEnd('.').Trim('"')
            : AnswerFinder.Find(input, AnswerPlaces.Any, out reason)?.Text ?? (reason == "no answer" ? rest : null);
        answer = answer is not null && Words().Match(answer) is { Success: true } words ? words.Groups[1].Value : answer;
        if (answer is null)
            return new RewardScore(0, reason) { Accuracy = 0 };
        var golds = JsonSerializer.Deserialize<string[][]>(input.Problem.Answer)!;
        var (f1, isExact) = golds.SelectMany(gold => Readings(answer, gold).Select(given => Compare(given, gold))).Max();
        return new RewardScore(f1, string.Create(CultureInfo.InvariantCulture, $"F1 {f1:0.00}"), Normal(answer)) { Accuracy = isExact ? 1 : 0 };
    }

    /// <summary>F1 and exact match of spans against those of one gold answer.</summary>
    public static (double F1, bool IsExact) Compare(IReadOnlyList<string> given, IReadOnlyList<string> gold)
    {
        string[] givenTexts = [.. given.Select(Normal)], goldTexts = [.. gold.Select(Normal)];
        bool isExact = givenTexts.Length == goldTexts.Length && givenTexts.ToHashSet().SetEquals(goldTexts);
        HashSet<string>[] left = [.. goldTexts.Select(Bag)], right = [.. givenTexts.Select(Bag)];
        double[,] scores = new double[left.Length, right.Length];
        for (int g = 0; g < left.Length; g++)
            for (int a = 0; a < right.Length; a++)
                scores[g, a] = HaveNumbersInCommon(left[g], right[a]) ? F1(right[a], left[g]) : 0;
        double sum = left.Length > MostSpans || right.Length > MostSpans ? 0 : Best(scores, 0, 0);
        return (Math.Round(sum / Math.Max(left.Length, right.Length), 2), isExact);
    }

    static IEnumerable<IReadOnlyList<string>> Readings(string answer, string[] gold) =>
        gold.Length > 1 ? [[answer], [.. Between().Split(answer).Where(span => span.Trim().Length > 0)]] : [[answer]];

    // The best pairing of the gold spans from one on with those answers that are not taken (bits).
    static double Best(double[,] scores, int gold, int taken)
    {
        if (gold == scores.GetLength(0))
            return 0;
        double best = Best(scores, gold + 1, taken);
        for (int a = 0; a < scores.GetLength(1); a++)
            if ((taken >> a & 1) == 0 && scores[gold, a] > 0)
                best = Math.Max(best, scores[gold, a] + Best(scores, gold + 1, taken | 1 << a));
        return best;
    }

    static double F1(HashSet<string> given, HashSet<string> gold)
    {
        int shared = gold.Count(given.Contains);
        double precision = given.Count == 0 ? 1 : (double)shared / given.Count, recall = gold.Count == 0 ? 1 : (double)shared / gold.Count;
        return precision + recall == 0 ? 0 : 2 * precision * recall / (precision + recall);
    }

    static bool HaveNumbersInCommon(HashSet<string> gold, HashSet<string> given) =>
        gold.Where(IsNumber).ToArray() is not { Length: > 0 } numbers || numbers.Any(given.Contains);

    static HashSet<string> Bag(string normal) => [.. normal.Split(' ', StringSplitOptions.RemoveEmptyEntries)];

    /// <summary>An answer without case, articles and punctuation, its numbers in one spelling.</summary>
    public static string Normal(string text) => string.Join(' ', text.Split(' ', '-', '\t', '\n', '\r').Select(Word).Where(word => word.Length > 0));

    static string Word(string word)
    {
        string lower = word.ToLowerInvariant();
        string plain = IsNumber(lower) ? lower : string.Concat(lower.Where(c => c > 127 || !(char.IsPunctuation(c) || char.IsSymbol(c))));
        if (IsNumber(plain))
            return double.Parse(plain, NumberStyles.Float, CultureInfo.InvariantCulture).ToString("R", CultureInfo.InvariantCulture);
        return string.Join(' ', Article().Replace(plain, " ").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
    }

    static bool IsNumber(string text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _);

    // A box behind it is read as a box.
    [GeneratedRegex(@"\banswer[*_]*\s*:[*_]*[ \t]*([^\n\\]+)$", RegexOptions.IgnoreCase | RegexOptions.Multiline)] private static partial Regex Line();

    [GeneratedRegex(@"^\\(?:text|mathrm|textbf|mathbf)\{([^{}]*)\}$")] private static partial Regex Words();

    [GeneratedRegex(@"\b(a|an|the)\b")] private static partial Regex Article();

    [GeneratedRegex(@"\s*[,;\n]\s*(?:and\s+)?|\s+and\s+")] private static partial Regex Between();
}
