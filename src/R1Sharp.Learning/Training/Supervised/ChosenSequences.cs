// Some of a list's sequences, by their numbers: a shuffle or a share of what may be too large to be copied.

using System.Collections;
using R1Sharp.Learning.Policies;

namespace R1Sharp.Learning.Training.Supervised;

/// <summary>A view of a list.</summary>
/// <param name="all">The list.</param>
/// <param name="chosen">Numbers of its sequences, in the order wanted.</param>
sealed class ChosenSequences(IReadOnlyList<TokenSequence> all, int[] chosen) : IReadOnlyList<TokenSequence>
{
    /// <inheritdoc/>
    public int Count => chosen.Length;

    /// <inheritdoc/>
    public TokenSequence this[int index] => all[chosen[index]];

    /// <inheritdoc/>
    public IEnumerator<TokenSequence> GetEnumerator() => chosen.Select(index => all[index]).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
