// Which right completions are readable enough to learn from: one language, no repetition, not too long (the filters of
// DeepSeek-R1's cold start and rejection sampling, sections 2.3.1 and 2.3.3).

using System.ComponentModel.DataAnnotations;
using R1Sharp.Learning.Rewards.Rubrics;

namespace R1Sharp.Learning.Rewards.Style;

/// <summary>The bounds of readability.</summary>
sealed record ReadabilityOptions
{
    /// <summary>Least share of the thoughts' words that are in the question's language.</summary>
    [Range(0.0, 1.0)] public double MinPurity { get; init; } = 1;

    /// <summary>Largest share of the n-grams of the whole completion that occurred before.</summary>
    [Range(0.0, 1.0)] public double MaxRepetition { get; init; } = 0.3;

    /// <summary>Units of an n-gram: words, numbers, Chinese characters.</summary>
    [Range(1, 1000)] public int RepetitionNgram { get; init; } = 20;

    /// <summary>Most units of a completion.</summary>
    [Range(1, 10_000_000)] public int MaxUnits { get; init; } = 400;
}

/// <summary>Measures and filters of readability: pure functions of problem and completion.</summary>
static class Readability
{
    /// <summary>Share of the thoughts' words in the question's language; 1 where there are no words.</summary>
    public static double Purity(Problem problem, string completion)
    {
        var words = ScriptWords.Of(ThinkAnswerText.Split("", completion).Think ?? completion, problem.Language);
        return words.Count == 0 || Script.OfLanguage(problem.Language) is not { } own ? 1 : (double)words.Count(own.Contains) / words.Count;
    }

    /// <summary>1 − different n-grams / n-grams; 0 for a text shorter than an n-gram.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="n">Units of an n-gram.</param>
    public static double Repetition(string text, int n)
    {
        string[] units = AnswerWords.Units(text);
        int total = units.Length - n + 1;
        if (total < 1)
            return 0;
        int different = Enumerable.Range(0, total).Select(i => string.Join(' ', units, i, n)).Distinct(StringComparer.Ordinal).Count();
        return 1 - (double)different / total;
    }

    /// <summary>Words, numbers and Chinese characters of a text.</summary>
    public static int Units(string text) => AnswerWords.Units(text).Length;

    /// <summary>What makes a completion unreadable, in a few words for a manifest; null where it is readable.</summary>
    public static string? Fault(Problem problem, string completion, ReadabilityOptions options)
    {
        if (Purity(problem, completion) < options.MinPurity)
            return "mixed languages";
        if (Repetition(completion, options.RepetitionNgram) > options.MaxRepetition)
            return "repetition";
        return Units(completion) > options.MaxUnits ? "too long" : null;
    }
}
