// Instructions about the whole text: language, case, punctuation, beginning and end, two responses, the prompt repeated.

namespace R1Sharp.Learning.Rewards.Instructions;

/// <summary>language:*, change_case:*, punctuation:*, startend:* and combination:*.</summary>
static class TextInstructions
{
    const string Separator = "******";

    public static IEnumerable<Instruction> All =>
    [
        new("language:response_language", ["language"], Language),
        new("change_case:capital_word_frequency", ["capital_frequency", "capital_relation"], CapitalWords),
        new("change_case:english_capital", [], _ => response => PythonText.IsUpper(response) && LanguageDetector.Is(response, "en")),
        new("change_case:english_lowercase", [], _ => response => PythonText.IsLower(response) && LanguageDetector.Is(response, "en")),
        new("punctuation:no_comma", [], _ => response => !response.Contains(',')),
        new("startend:end_checker", ["end_phrase"], End),
        new("startend:quotation", [], _ => IsQuoted),
        new("combination:two_responses", [], _ => HasTwoResponses),
        new("combination:repeat_prompt", ["prompt_to_repeat"], RepeatPrompt),
    ];

    static Predicate<string> Language(InstructionArguments arguments)
    {
        string language = arguments.Text("language");
        if (!LanguageDetector.Knows(language))
            throw arguments.Wrong($"asks for the language \"{language}\", which is not one of {string.Join(", ", LanguageDetector.Languages)}.");
        return response => LanguageDetector.Is(response, language);
    }

    static Predicate<string> CapitalWords(InstructionArguments arguments)
    {
        var right = arguments.Compared("capital_relation", "capital_frequency");
        return response => right(WordCutter.Words(response).Count(PythonText.IsUpper));
    }

    static Predicate<string> End(InstructionArguments arguments)
    {
        string phrase = arguments.Text("end_phrase").Trim().ToLowerInvariant();
        return response => response.Trim().Trim('"').ToLowerInvariant().EndsWith(phrase, StringComparison.Ordinal);
    }

    static bool IsQuoted(string response) => response.Trim() is { Length: > 1 } text && text[0] == '"' && text[^1] == '"';

    static bool HasTwoResponses(string response)
    {
        string[] parts = response.Split(Separator);
        if (parts.Skip(1).SkipLast(1).Any(string.IsNullOrWhiteSpace))
            return false;
        string[] responses = [.. parts.Where(part => !string.IsNullOrWhiteSpace(part)).Select(part => part.Trim())];
        return responses.Length == 2 && responses[0] != responses[1];
    }

    static Predicate<string> RepeatPrompt(InstructionArguments arguments)
    {
        string prompt = arguments.Text("prompt_to_repeat").Trim().ToLowerInvariant();
        return response => response.Trim().ToLowerInvariant().StartsWith(prompt, StringComparison.Ordinal);
    }
}
