// An answer in JSON: a text that is nothing but an object, in a code fence or not, with a key that says "answer".

using System.Text.Json;
using System.Text.RegularExpressions;

namespace R1Sharp.Learning.Rewards.Reading;

/// <summary>Reads {"answer": 5}.</summary>
static partial class JsonAnswer
{
    static readonly string[] s_keys = ["answer", "final_answer", "finalanswer", "final answer", "result", "solution"];

    /// <summary>The answer of the object that is the whole text or its last code block; null where there is none.</summary>
    public static string? In(string text)
    {
        if (!text.Contains('"') || Last().Match(text) is not { Success: true } match)
            return null;
        try
        {
            using var document = JsonDocument.Parse(match.Groups["object"].Value);
            var answers = document.RootElement.EnumerateObject().Where(p => s_keys.Contains(p.Name.ToLowerInvariant())).ToList();
            return answers.Count == 1 ? GoldText.Of(answers[0].Value) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    [GeneratedRegex(@"(^|\n)\s*(```(json)?\s*)?(?<object>\{[^{}]*\})\s*(```)?\s*$", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase)]
    private static partial Regex Last();
}
