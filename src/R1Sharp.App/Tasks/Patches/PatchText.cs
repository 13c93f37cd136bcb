// The patch in a completion.

using System.Text.RegularExpressions;

namespace R1Sharp.App.Tasks.Patches;

/// <summary>Finds patches.</summary>
static partial class PatchText
{
    /// <summary>
    /// What stands between the last patch tags, else in the last block of diff or patch, else from a diff's first line on; null where none does.
    /// </summary>
    public static string? Of(string answer)
    {
        string text = answer.ReplaceLineEndings("\n");
        string? found = Tags().Matches(text).LastOrDefault()?.Groups["patch"].Value ?? Blocks().Matches(text).LastOrDefault()?.Groups["patch"].Value;
        if (found is null && Beginning().Match(text) is { Success: true } match)
            found = text[match.Index..];
        found = found?.Trim('\n');
        return string.IsNullOrWhiteSpace(found) || !Beginning().IsMatch(found) ? null : found + "\n";
    }

    [GeneratedRegex(@"<patch>\s*\n?(?:```(?:diff|patch)?\n)?(?<patch>.*?)(?:\n```)?\s*</patch>", RegexOptions.Singleline)] private static partial Regex Tags();

    [GeneratedRegex(@"^```(?:diff|patch)[^\n]*\n(?<patch>.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline)] private static partial Regex Blocks();

    [GeneratedRegex(@"^(diff --git |--- )\S", RegexOptions.Multiline)] private static partial Regex Beginning();
}
