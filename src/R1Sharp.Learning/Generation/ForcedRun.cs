// The forced tokens of a completion as people read them: runs with their text.

using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Tokenization;

namespace R1Sharp.Learning.Generation;

/// <summary>Forced tokens that stand side by side.</summary>
/// <param name="FirstToken">Index of the first in the completion.</param>
/// <param name="TokenCount">How many they are.</param>
/// <param name="Text">Their text.</param>
/// <param name="FirstCharacter">Where that begins in the completion's text, in UTF-16 units; null where a file does not say.</param>
public sealed record ForcedRun(int FirstToken, int TokenCount, string Text, int? FirstCharacter)
{
    /// <summary>All runs of a completion, in order.</summary>
    public static IReadOnlyList<ForcedRun> Of(Tokenizer tokenizer, Completion completion)
    {
        var runs = new List<ForcedRun>();
        int[] forced = completion.ForcedTokens;
        for (int i = 0, n; i < forced.Length; i += n)
        {
            for (n = 1; i + n < forced.Length && forced[i + n] == forced[i] + n;)
                n++;
            runs.Add(new(
                forced[i], n, tokenizer.Decode(completion.Tokens.AsSpan(forced[i], n)), tokenizer.Decode(completion.Tokens.AsSpan(0, forced[i])).Length));
        }
        return runs;
    }
}
