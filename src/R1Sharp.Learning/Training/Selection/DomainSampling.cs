// s1's third filter (arXiv 2501.19393, section 2.2 and appendix): choose a domain, each with the same probability, then one of its
// examples, the longer the likelier, until there are enough.
//   p(example of rank r by length, 0 the longest) ∝ b^−r    b = 2

using R1Sharp.Numerics;

namespace R1Sharp.Learning.Training.Selection;

/// <summary>Draws examples spread over domains.</summary>
static class DomainSampling
{
    /// <summary>Draws without putting back.</summary>
    /// <param name="from">Places of the candidates.</param>
    /// <param name="candidate">The candidate at a place.</param>
    /// <param name="count">How many; all where there are fewer.</param>
    /// <param name="lengthBase">b; 1 draws uniformly within a domain.</param>
    /// <param name="seed">Decides the random numbers.</param>
    /// <returns>Places in the order drawn.</returns>
    public static List<int> Draw(IReadOnlyList<int> from, Func<int, SelectionCandidate> candidate, int count, double lengthBase, ulong seed)
    {
        var random = new RandomStream(seed, RandomPurpose.Selection);
        var domains = from.GroupBy(i => candidate(i).Domain, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => g.OrderByDescending(i => candidate(i).Length).ThenBy(i => candidate(i).Key, StringComparer.Ordinal).ToList()).ToList();
        var drawn = new List<int>();
        while (drawn.Count < count && domains.Count > 0)
        {
            var domain = domains[random.NextInt(domains.Count)];
            int rank = Rank(domain.Count, lengthBase, random.NextDouble());
            drawn.Add(domain[rank]);
            domain.RemoveAt(rank);
            if (domain.Count == 0)
                domains.Remove(domain);
        }
        return drawn;
    }

    /// <summary>The rank that a uniform number draws: P(rank ≤ r) = (1 − b^−(r+1)) / (1 − b^−n).</summary>
    /// <param name="n">Examples, at least one.</param>
    /// <param name="lengthBase">b, at least 1.</param>
    /// <param name="uniform">In [0, 1).</param>
    public static int Rank(int n, double lengthBase, double uniform)
    {
        if (lengthBase == 1)
            return Math.Min((int)(uniform * n), n - 1);
        double total = 1 - Math.Pow(lengthBase, -n);
        int rank = 0;
        while (rank < n - 1 && 1 - Math.Pow(lengthBase, -(rank + 1)) <= uniform * total)
            rank++;
        return rank;
    }
}
