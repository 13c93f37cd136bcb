// The program in a model's answer.

using System.Text.RegularExpressions;

namespace R1Sharp.Learning.Rewards.Code;

/// <summary>A program, or why there is none.</summary>
/// <param name="Text">The program; null where none was found.</param>
/// <param name="Reason">Why none was found; else empty.</param>
readonly record struct FoundProgram(string? Text, string Reason);

/// <summary>Finds the program of a completion.</summary>
static partial class ProgramText
{
    /// <summary>
    /// The last Python block after the thoughts, or the last that defines one of <paramref name="defines"/>, so that an
    /// example of its use may follow. Blocks inside the answer tag come before others; where no block names Python, the last
    /// without a language counts, then what stands between [PYTHON] tags. The end of a completion that ended by itself closes
    /// a block; one that was cut off there holds no program. A dialogue with the interpreter is none.
    /// </summary>
    /// <param name="completion">The completion.</param>
    /// <param name="prompt">Its prompt, which may have opened the thoughts.</param>
    /// <param name="isEnded">Whether the completion ended by itself and was not cut off.</param>
    /// <param name="defines">Names of functions and classes that are asked for; may be empty.</param>
    public static FoundProgram Find(string completion, string prompt = "", bool isEnded = true, IReadOnlyCollection<string>? defines = null)
    {
        if (ThinkAnswerText.Split(prompt, completion).Rest is not { } rest)
            return new(null, "no python block: the thoughts never end");
        string text = EndTokens().Replace(rest, "");
        var search = new BlockSearch(isEnded, defines ?? []);
        string? program = (InsideAnswer(text) is { } inside ? search.Best(inside) : null) ?? search.Best(text) ?? Tagged(text);
        return new(program, program is null ? search.Complaint(text) : "");
    }

    /// <summary>The program of a completion that ended by itself; null where there is none.</summary>
    public static string? Last(string completion, string prompt = "") => Find(completion, prompt).Text;

    /// <summary>The fenced blocks of a text in order.</summary>
    public static IEnumerable<FencedBlock> Blocks(string text) => FencedBlocks.Of(text);

    /// <summary>Whether a text defines a function or class of one of these names.</summary>
    internal static bool Defines(string text, IEnumerable<string> names) =>
        names.Any(name => Regex.IsMatch(text, $@"(?m)^[ \t]*(?:async[ \t]+def|def|class)[ \t]+{Regex.Escape(name)}\b|^{Regex.Escape(name)}[ \t]*="));

    static string? InsideAnswer(string text)
    {
        int open = text.LastIndexOf(ThinkAnswerText.AnswerOpen, StringComparison.Ordinal);
        if (open < 0)
            return null;
        int from = open + ThinkAnswerText.AnswerOpen.Length, close = text.IndexOf(ThinkAnswerText.AnswerClose, from, StringComparison.Ordinal);
        return close < 0 ? text[from..] : text[from..close];
    }

    static string? Tagged(string text) => Tags().Matches(text) is { Count: > 0 } matches
        ? Indentation.Remove(matches[^1].Groups["code"].Value.ReplaceLineEndings("\n").Split('\n'), 0).Trim('\n') : null;

    // Ends of text that were decoded with the completion: <|im_end|>, </s> and the like.
    [GeneratedRegex(@"(?:\s*(?:<[|｜][^<>|｜]*[|｜]>|</s>))+\s*$")]
    private static partial Regex EndTokens();

    [GeneratedRegex(@"\[(?<tag>PYTHON|BEGIN)\](?<code>.*?)\[(?:/PYTHON|DONE)\]", RegexOptions.Singleline)]
    private static partial Regex Tags();

    /// <summary>Chooses among blocks.</summary>
    sealed class BlockSearch(bool isEnded, IReadOnlyCollection<string> defines)
    {
        public string? Best(string text)
        {
            var blocks = Usable(text);
            var python = blocks.Where(b => b.IsPython).ToList();
            var candidates = python.Count > 0 ? python : [.. blocks.Where(b => b.Language.Length == 0)];
            return candidates.Count == 0 ? null
                : candidates[Math.Max(candidates.FindLastIndex(b => Defines(b.Body, defines)), -1) is >= 0 and var at ? at : candidates.Count - 1].Body;
        }

        public string Complaint(string text)
        {
            var blocks = FencedBlocks.Of(text).ToList();
            if (blocks.Count > 0 && !blocks[^1].IsClosed && !isEnded)
                return "no python block that is whole: the completion is cut off inside it";
            string[] others = [.. blocks.Where(b => !b.IsPython && b.Language.Length > 0).Select(b => b.Language).Distinct()];
            return others.Length > 0 ? $"no python block after the thoughts, only {string.Join(", ", others)}" : "no python block after the thoughts";
        }

        // Only the last block can have been closed by the end of the text. Markdown inside a longer fence is looked into.
        List<FencedBlock> Usable(string text)
        {
            var all = FencedBlocks.Of(text).ToList();
            return [.. all.Where((b, i) => b.IsClosed || (isEnded && i == all.Count - 1))
                .SelectMany(b => b.Language is "markdown" or "md" ? [.. Usable(b.Body)] : new List<FencedBlock> { b })
                .Where(b => b.Body.Trim().Length > 0 && !b.IsConsole)];
        }
    }
}
