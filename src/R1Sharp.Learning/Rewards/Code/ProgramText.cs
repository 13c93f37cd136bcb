// The program in a model's answer.

namespace R1Sharp.Learning.Rewards.Code;

/// <summary>A fenced block of a text.</summary>
/// <param name="Language">What stands after the opening fence, in lower case; may be empty.</param>
/// <param name="Body">The lines between the fences.</param>
/// <param name="IsClosed">Whether there is a closing fence.</param>
public readonly record struct FencedBlock(string Language, string Body, bool IsClosed)
{
    /// <summary>Whether it says that it is Python.</summary>
    public bool IsPython => Language is "python" or "python3" or "py";
}

/// <summary>Finds fenced blocks.</summary>
public static class ProgramText
{
    const string Fence = "```";

    /// <summary>
    /// The last closed Python block after the thoughts; where there is none, the last closed block without a language. A
    /// program inside the thoughts does not count, and neither does one whose fence was never closed.
    /// </summary>
    /// <param name="completion">The completion.</param>
    /// <param name="prompt">Its prompt, which may have opened the thoughts.</param>
    public static string? Last(string completion, string prompt = "")
    {
        if (ThinkAnswerText.Split(prompt, completion).Rest is not { } answer)
            return null;
        var blocks = Blocks(answer).Where(b => b.IsClosed).ToList();
        int last = blocks.FindLastIndex(b => b.IsPython);
        last = last >= 0 ? last : blocks.FindLastIndex(b => b.Language.Length == 0);
        return last >= 0 ? blocks[last].Body : null;
    }

    /// <summary>The fenced blocks of a text in order. A fence stands at the beginning of its line, after at most three spaces.</summary>
    public static IEnumerable<FencedBlock> Blocks(string text)
    {
        string? language = null;
        var body = new List<string>();
        foreach (string line in text.Split('\n'))
        {
            string start = line.TrimStart(' ');
            bool isFence = line.Length - start.Length <= 3 && start.StartsWith(Fence, StringComparison.Ordinal);
            if (language is null)
                language = isFence ? start[Fence.Length..].Trim().ToLowerInvariant() : null;
            else if (isFence && start.Trim() == Fence)
            {
                yield return new(language, string.Join('\n', body), IsClosed: true);
                (language, body) = (null, []);
            }
            else
                body.Add(line);
        }
        if (language is not null)
            yield return new(language, string.Join('\n', body), IsClosed: false);
    }
}
