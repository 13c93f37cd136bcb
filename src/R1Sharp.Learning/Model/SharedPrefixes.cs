// Which sequences begin with one prompt, so that its rows can stand once.

using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace R1Sharp.Learning.Model;

/// <summary>What sequences have in common: the tokens before the first target, which all completions of a problem share.</summary>
static class SharedPrefixes
{
    /// <summary>Holds those for equal that have the same tokens before their first targets; who has none of those is alone.</summary>
    public static IEqualityComparer<(int[] Tokens, int[] Targets)> OfOnePrompt { get; } =
        EqualityComparer<(int[] Tokens, int[] Targets)>.Create(IsShared, sequence =>
        {
            int length = PromptLength(sequence);
            if (length == 0)
                return RuntimeHelpers.GetHashCode(sequence.Tokens);
            var hash = new HashCode();
            hash.AddBytes(MemoryMarshal.AsBytes(sequence.Tokens.AsSpan(0, length)));
            return hash.ToHashCode();
        });

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
