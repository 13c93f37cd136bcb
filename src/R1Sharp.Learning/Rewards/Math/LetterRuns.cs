// What a run of letters without spaces is: a word ("apples"), functions with arguments ("sinxcosx"), a unit behind a number
// ("5cm"), or a product of variables ("abc").

using R1Sharp.Learning.Rewards.Reading;

namespace R1Sharp.Learning.Rewards.Mathematics;

/// <summary>Takes runs of letters apart.</summary>
static class LetterRuns
{
    const string Vowels = "aeiouyAEIOUY";

    /// <summary>How many letters the first piece of the run has.</summary>
    /// <param name="run">ASCII letters.</param>
    /// <param name="afterValue">Whether a number or a closing bracket stands before it.</param>
    /// <param name="isPlain">Whether the text is without LaTeX.</param>
    public static int FirstLength(string run, bool afterValue, bool isPlain)
    {
        if (run.Length == 1 || IsWord(run, afterValue, isPlain) || run is "pi" or "oo" or "inf" or "infty")
            return run.Length;
        int function = FunctionLength(run);
        if (function > 0)
            return function;
        if (run.StartsWith("pi", StringComparison.Ordinal) && run.Length == 3)
            return 2;
        return 1;
    }

    /// <summary>Whether the whole run is one word or unit.</summary>
    public static bool IsWord(string run, bool afterValue, bool isPlain)
    {
        if (run.Length < 2 || MathVocabulary.Functions.ContainsKey(run))
            return false;
        if (MathVocabulary.Connectives.Contains(run) || isPlain && MathSigns.LogicWords.ContainsKey(run) || afterValue && run == "of"
            || MathVocabulary.ShortWords.Contains(run) || isPlain && MathVocabulary.ShortestWords.Contains(run) || afterValue && run is "th" or "st" or "nd"
            or "rd" && isPlain || afterValue && (isPlain ? Units.IsKnown(run) : Units.IsUnmistakable(run)) || isPlain && IsName(run))
            return true;
        if (FunctionLength(run) > 0 || run.Any(char.IsAsciiLetterUpper) && run.Skip(1).Any(char.IsAsciiLetterUpper))
            return false;
        bool hasVowel = run.AsSpan().ContainsAny(Vowels);
        return hasVowel && (run.Length >= 5 || run.Length == 4 && !IsSorted(run));
    }

    // The function at the head of a run that consists of functions and single letters only; 0 where it is not such a run.
    static int FunctionLength(string run)
    {
        int first = 0;
        for (int at = 0; at < run.Length;)
        {
            int length = LongestFunction(run, at);
            if (at == 0 && length == 0)
                return 0;
            if (at == 0)
                first = length;
            // One letter as an argument, or pi.
            int argument = at + length;
            if (length == 0)
                return 0;
            at = argument >= run.Length ? argument
                : LongestFunction(run, argument) > 0 ? argument
                : run.AsSpan(argument).StartsWith("pi") ? argument + 2
                : argument + 1;
        }
        return first;
    }

    static int LongestFunction(string run, int at)
    {
        for (int length = Math.Min(9, run.Length - at); length >= 2; length--)
            if (MathVocabulary.Functions.ContainsKey(run.Substring(at, length)))
                return length;
        return 0;
    }

    // Amy, Bob, Tom: a capital, then small letters with a vowel among them.
    static bool IsName(string run) => run.Length >= 3 && char.IsAsciiLetterUpper(run[0]) && !run.AsSpan(1).ContainsAnyExceptInRange('a', 'z')
        && run.AsSpan().ContainsAny(Vowels);

    static bool IsSorted(string run)
    {
        for (int i = 1; i < run.Length; i++)
            if (run[i] < run[i - 1])
                return false;
        return true;
    }
}
