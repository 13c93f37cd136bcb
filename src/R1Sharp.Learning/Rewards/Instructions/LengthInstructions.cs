// Instructions about numbers of words, sentences and paragraphs.

using System.Text.RegularExpressions;

namespace R1Sharp.Learning.Rewards.Instructions;

/// <summary>length_constraints:*.</summary>
static partial class LengthInstructions
{
    public static IEnumerable<Instruction> All =>
    [
        new("length_constraints:number_words", ["num_words", "relation"], Words),
        new("length_constraints:number_sentences", ["num_sentences", "relation"], Sentences),
        new("length_constraints:number_paragraphs", ["num_paragraphs"], Paragraphs),
        new("length_constraints:nth_paragraph_first_word", ["num_paragraphs", "nth_paragraph", "first_word"], FirstWord),
    ];

    static Predicate<string> Words(InstructionArguments arguments)
    {
        var right = arguments.Compared("relation", "num_words");
        return response => right(PythonText.CountWords(response));
    }

    static Predicate<string> Sentences(InstructionArguments arguments)
    {
        var right = arguments.Compared("relation", "num_sentences");
        return response => right(SentenceCounter.Count(response));
    }

    // Between "***"; only the first and the last may be blank, and then do not count.
    static Predicate<string> Paragraphs(InstructionArguments arguments)
    {
        int wanted = arguments.Whole("num_paragraphs");
        return response =>
        {
            string[] paragraphs = Divider().Split(response);
            bool blankInside = paragraphs.Skip(1).SkipLast(1).Any(string.IsNullOrWhiteSpace);
            return !blankInside && paragraphs.Count(p => !string.IsNullOrWhiteSpace(p)) == wanted;
        };
    }

    static Predicate<string> FirstWord(InstructionArguments arguments)
    {
        int wanted = arguments.Whole("num_paragraphs", 1), nth = arguments.Whole("nth_paragraph", 1);
        string word = arguments.Text("first_word").ToLowerInvariant();
        if (nth > wanted)
            throw arguments.Wrong($"asks for paragraph {nth} of {wanted}.");
        return response => HasFirstWord(response, wanted, nth, word);
    }

    // Blank paragraphs do not count in the number, but they do in the place of the nth: so it is in IFEval.
    static bool HasFirstWord(string response, int wanted, int nth, string word)
    {
        string[] paragraphs = response.Split("\n\n");
        if (paragraphs.Count(p => !string.IsNullOrWhiteSpace(p)) != wanted)
            return false;
        string[] words = paragraphs[nth - 1].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (words.Length == 0)
            return false;
        string first = words[0].TrimStart('\'').TrimStart('"');
        int end = first.IndexOfAny(['.', ',', '?', '!', '\'', '"']);
        return (end < 0 ? first : first[..end]).ToLowerInvariant() == word;
    }

    [GeneratedRegex(@"\s?\*\*\*\s?")]
    private static partial Regex Divider();
}
