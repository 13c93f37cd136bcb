// Instructions about words and letters that must or must not occur.

namespace R1Sharp.Learning.Rewards.Instructions;

/// <summary>keywords:*.</summary>
static class KeywordInstructions
{
    public static IEnumerable<Instruction> All =>
    [
        new("keywords:existence", ["keywords"], Existence),
        new("keywords:frequency", ["keyword", "frequency", "relation"], Frequency),
        new("keywords:forbidden_words", ["forbidden_words"], Forbidden),
        new("keywords:letter_frequency", ["letter", "let_frequency", "let_relation"], LetterFrequency),
    ];

    // Keywords are patterns in IFEval, and match inside longer words.
    static Predicate<string> Existence(InstructionArguments arguments)
    {
        var patterns = arguments.Texts("keywords").Select(PythonText.Pattern).ToList();
        return response => patterns.TrueForAll(pattern => pattern.IsMatch(response));
    }

    static Predicate<string> Frequency(InstructionArguments arguments)
    {
        var pattern = PythonText.Pattern(arguments.Text("keyword").Trim());
        var right = arguments.Compared("relation", "frequency");
        return response => right(pattern.Count(response));
    }

    static Predicate<string> Forbidden(InstructionArguments arguments)
    {
        var patterns = arguments.Texts("forbidden_words").Select(PythonText.WholeWord).ToList();
        return response => !patterns.Exists(pattern => pattern.IsMatch(response));
    }

    static Predicate<string> LetterFrequency(InstructionArguments arguments)
    {
        string letter = arguments.Text("letter").Trim().ToLowerInvariant();
        if (letter.Length != 1)
            throw arguments.Wrong("needs letter, a single character.");
        var right = arguments.Compared("let_relation", "let_frequency");
        return response => right(response.ToLowerInvariant().Count(c => c == letter[0]));
    }
}
