// Instructions about marks in the text: placeholders, lists, highlights, sections, titles, JSON, postscripts.

using System.Text.Json;
using System.Text.RegularExpressions;

namespace R1Sharp.Learning.Rewards.Instructions;

/// <summary>detectable_content:* and detectable_format:*.</summary>
static partial class FormatInstructions
{
    static readonly string[] s_constrained = ["My answer is yes.", "My answer is no.", "My answer is maybe."];
    static readonly string[] s_fences = ["```json", "```Json", "```JSON", "```"];

    public static IEnumerable<Instruction> All =>
    [
        new("detectable_content:number_placeholders", ["num_placeholders"],
            arguments => AtLeast(arguments.Whole("num_placeholders"), r => Placeholder().Count(r))),
        new("detectable_content:postscript", ["postscript_marker"], Postscript),
        new("detectable_format:number_bullet_lists", ["num_bullets"], Bullets),
        new("detectable_format:constrained_response", [], _ => response => s_constrained.Any(option => response.Contains(option, StringComparison.Ordinal))),
        new("detectable_format:number_highlighted_sections", ["num_highlights"], arguments => AtLeast(arguments.Whole("num_highlights"), Highlights)),
        new("detectable_format:multiple_sections", ["section_spliter", "num_sections"], Sections),
        new("detectable_format:json_format", [], _ => IsJson),
        new("detectable_format:title", [], _ => response => Title().Matches(response).Any(m => m.Value.TrimStart('<').TrimEnd('>').Trim().Length > 0)),
    ];

    static Predicate<string> AtLeast(int number, Func<string, int> count) => response => count(response) >= number;

    static Predicate<string> Postscript(InstructionArguments arguments)
    {
        string marker = arguments.Text("postscript_marker").Trim();
        var pattern = marker switch
        {
            "P.P.S" => new Regex(@"p\.\s?p\.\s?s.*$", RegexOptions.Multiline),
            "P.S." => new Regex(@"p\.\s?s\..*$", RegexOptions.Multiline),
            _ => PythonText.Pattern(marker.ToLowerInvariant()),
        };
        return response => pattern.IsMatch(response.ToLowerInvariant());
    }

    static Predicate<string> Bullets(InstructionArguments arguments)
    {
        int wanted = arguments.Whole("num_bullets");
        return response => StarBullet().Count(response) + DashBullet().Count(response) == wanted;
    }

    // *like this* counts once; **like this** once too: its single asterisks enclose nothing.
    static int Highlights(string response) =>
        Single().Matches(response).Count(m => m.Value.Trim('*').Trim().Length > 0)
        + Double().Matches(response).Count(m => m.Value[2..^2].Trim().Length > 0);

    static Predicate<string> Sections(InstructionArguments arguments)
    {
        int wanted = arguments.Whole("num_sections");
        var pattern = new Regex($@"\s?{PythonText.Pattern(arguments.Text("section_spliter").Trim())}\s?\d+\s?", RegexOptions.CultureInvariant);
        return response => pattern.Count(response) >= wanted;
    }

    static bool IsJson(string response)
    {
        string text = response.Trim();
        foreach (string fence in s_fences)
            text = text.StartsWith(fence, StringComparison.Ordinal) ? text[fence.Length..] : text;
        text = text.EndsWith("```", StringComparison.Ordinal) ? text[..^3] : text;
        return IsJsonValue(text.Trim());
    }

    // Python's json reads NaN and the infinities as numbers.
    static bool IsJsonValue(string text)
    {
        try
        {
            using var document =
                JsonDocument.Parse(NotInJson().Replace(text, m => m.Value[0] == '"' ? m.Value : "0"), new JsonDocumentOptions { MaxDepth = 990 });
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    [GeneratedRegex(@"\[.*?\]")]
    private static partial Regex Placeholder();

    [GeneratedRegex(@"^\s*\*[^\*].*$", RegexOptions.Multiline)]
    private static partial Regex StarBullet();

    [GeneratedRegex(@"^\s*-.*$", RegexOptions.Multiline)]
    private static partial Regex DashBullet();

    [GeneratedRegex(@"\*[^\n\*]*\*")]
    private static partial Regex Single();

    [GeneratedRegex(@"\*\*[^\n\*]*\*\*")]
    private static partial Regex Double();

    [GeneratedRegex(@"<<[^\n]+>>")]
    private static partial Regex Title();

    [GeneratedRegex(@"""(\\.|[^""\\])*""|\bNaN\b|-?\bInfinity\b", RegexOptions.ExplicitCapture | RegexOptions.Singleline)]
    private static partial Regex NotInJson();
}
