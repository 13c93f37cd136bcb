// An answer in JSON: an object with a key that says "answer", in a code block or as the end of the text, as models write it: with line breaks inside
// texts, and backslashes of LaTeX that no JSON has.

using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace R1Sharp.Learning.Rewards.Reading;

/// <summary>Reads {"answer": 5}.</summary>
static partial class JsonAnswer
{
    const string Escapes = "\"\\/bfnrtu";

    // More objects than these are no answer, and looking at all of them would take long.
    const int MostStarts = 64;

    static readonly string[] s_keys = ["answer", "final_answer", "finalanswer", "final answer", "result", "solution"];

    /// <summary>The answer of the object that is the end of the text, or its last code block; null where there is none.</summary>
    public static string? In(string text)
    {
        if (!text.Contains('"') || (AtEnd(text.TrimEnd()) ?? Fenced(text)) is not { } json)
            return null;
        try
        {
            using var document = JsonDocument.Parse(Mended(json));
            var answers = document.RootElement.EnumerateObject().Where(p => s_keys.Contains(p.Name.ToLowerInvariant())).ToList();
            return answers.Count == 1 ? GoldText.Of(answers[0].Value) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // The object that begins a line and ends with the text.
    static string? AtEnd(string text)
    {
        if (!text.EndsWith('}'))
            return null;
        foreach (var start in Start().Matches(text).TakeLast(MostStarts))
            if (EndOf(text, start.Index + start.Length - 1) == text.Length)
                return text[(start.Index + start.Length - 1)..];
        return null;
    }

    // What stands in the last block that is an object, whatever is said behind it.
    static string? Fenced(string text) => Blocks().Matches(text) is { Count: > 0 } blocks && blocks[^1].Groups[1].Value is var last
        && EndOf(last, 0) == last.Length ? last : null;

    // Where the object that begins at a brace ends; -1 where it does not.
    static int EndOf(string text, int start)
    {
        int depth = 0;
        bool isInText = false;
        for (int i = start; i < text.Length; i++)
        {
            char c = text[i];
            if (isInText && c == '\\')
                i++;
            else if (c == '"')
                isInText = !isInText;
            else if (!isInText && c == '{')
                depth++;
            else if (!isInText && c == '}' && --depth == 0)
                return i + 1;
        }
        return -1;
    }

    // Texts with control characters escaped, and with backslashes doubled that begin no escape.
    static string Mended(string json)
    {
        var mended = new StringBuilder();
        bool isInText = false;
        for (int i = 0; i < json.Length; i++)
        {
            char c = json[i];
            if (isInText && c < ' ')
            {
                mended.Append(' ');
                continue;
            }
            mended.Append(c);
            if (c == '"')
                isInText = !isInText;
            else if (isInText && c == '\\' && i + 1 < json.Length)
                mended.Append(Escapes.Contains(json[i + 1]) && !IsCommand(json, i + 1) ? json[++i] : '\\');
        }
        return mended.ToString();
    }

    // \frac and \theta begin as escapes do, but go on as words.
    static bool IsCommand(string json, int at) => json[at] is 'b' or 'f' or 'r' or 't' or 'n' && at + 1 < json.Length && char.IsAsciiLetterLower(json[at + 1]);

    [GeneratedRegex(@"(?:^|\n)[ \t]*\{")] private static partial Regex Start();

    [GeneratedRegex(@"```(?:json)?\s*(\{.*?\})\s*```", RegexOptions.IgnoreCase | RegexOptions.Singleline)] private static partial Regex Blocks();
}
