// Sequences of which nothing but their length is known: enough to count steps.

using System.Collections;
using R1Sharp.Learning.Policies;

namespace R1Sharp.Learning.Training.Supervised;

/// <summary>A sequence of zeros for each count, made when it is asked for.</summary>
/// <param name="tokenCounts">Tokens of each, at least two.</param>
sealed class CountedSequences(IReadOnlyList<int> tokenCounts) : IReadOnlyList<TokenSequence>
{
    /// <inheritdoc/>
    public int Count => tokenCounts.Count;

    /// <inheritdoc/>
    public TokenSequence this[int index] => new(new int[tokenCounts[index]], []);

    /// <inheritdoc/>
    public IEnumerator<TokenSequence> GetEnumerator() => Enumerable.Range(0, Count).Select(i => this[i]).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
