// From a completion to the program that is run: what the tests ask for says which block it is and what stands before it.

using System.Text.RegularExpressions;
using R1Sharp.Learning.Policies;

namespace R1Sharp.Learning.Rewards.Code;

/// <summary>Makes programs of completions.</summary>
static partial class ProgramAssembly
{
    /// <summary>The program of a completion, or why there is none.</summary>
    public static FoundProgram Of(CodeTests tests, RewardInput input)
    {
        bool isEnded = input.Finish == FinishReason.Stop;
        var found = ProgramText.Find(input.Completion, input.Prompt, isEnded, Names(tests));
        if (tests.Prompt is null || tests.EntryPoint is null)
            return found;
        string? text = found.Text ?? Continuation(tests, input);
        return text is null ? found : new(WithPrompt(tests.Prompt, tests.EntryPoint, text), "");
    }

    // The names that the tests call; which of them the program is to define is seen where a block defines them.
    static HashSet<string> Names(CodeTests tests) => tests.EntryPoint is { } name ? tests.Calls is null ? [name] : [name, "Solution"]
        : [.. tests.Assertions.SelectMany(text => Called().Matches(text)).Select(match => match.Groups["name"].Value)];

    // The function itself needs what stands before it in the prompt (imports, other functions); its body the whole prompt.
    static string WithPrompt(string prompt, string function, string text)
    {
        if (!ProgramText.Defines(text, [function]))
            return $"{prompt.TrimEnd('\r', '\n')}\n{UpToItsEnd(Indentation.Body(text))}";
        int at = prompt.LastIndexOf($"def {function}", StringComparison.Ordinal);
        return at <= 0 ? text : $"{prompt[..at].TrimEnd()}\n{text}";
    }

    // A model that goes on from the prompt writes no fences, and often more than the function.
    static string? Continuation(CodeTests tests, RewardInput input)
    {
        string? rest = ThinkAnswerText.Split(input.Prompt, input.Completion).Rest?.ReplaceLineEndings("\n");
        string? first = rest?.Split('\n').FirstOrDefault(line => line.Trim().Length > 0);
        return first is not null && !rest!.Contains("```", StringComparison.Ordinal)
            && (LooksLikeCode().IsMatch(first) || ProgramText.Defines(rest, [tests.EntryPoint!])) ? rest.TrimEnd() : null;
    }

    static string UpToItsEnd(string body)
    {
        string[] lines = body.Split('\n');
        int end = Array.FindIndex(lines, line => line.Length > 0 && !char.IsWhiteSpace(line[0]) && line[0] is not ('#' or ')' or ']' or '}' or '"' or '\''));
        return end > 0 ? string.Join('\n', lines[..end]) : body;
    }

    [GeneratedRegex(@"(?<![\w.])(?<name>[A-Za-z_]\w*)\s*\(")]
    private static partial Regex Called();

    [GeneratedRegex(@"^(?:[ \t]+\S|return\b|if\b|for\b|while\b|try:|with\b|import\b|from\b|[A-Za-z_]\w*\s*=)")]
    private static partial Regex LooksLikeCode();
}
