// Which neighbours among sequences begin with one prompt, so that its rows can stand once.

namespace R1Sharp.Learning.Model;

/// <summary>What sequences have in common: the tokens before the first target, which all completions of a problem share.</summary>
static class SharedPrefixes
{
    /// <summary>Tokens of a sequence before its first target; 0 where nothing of its own would follow them.</summary>
    public static int PromptLength((int[] Tokens, int[] Targets) sequence) =>
        sequence.Targets is [var first, ..] && first < sequence.Tokens.Length ? first : 0;

    /// <summary>Whether two sequences have the same tokens before their first targets.</summary>
    public static bool IsShared((int[] Tokens, int[] Targets) one, (int[] Tokens, int[] Targets) other)
    {
        int length = PromptLength(one);
        return length > 0 && length == PromptLength(other) && one.Tokens.AsSpan(0, length).SequenceEqual(other.Tokens.AsSpan(0, length));
    }
}
