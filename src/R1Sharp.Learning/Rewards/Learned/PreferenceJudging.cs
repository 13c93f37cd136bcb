// From responses to preferences: a judge is asked several times in both orders, clear cases are kept, lengths are balanced
// (DeepSeek-R1, arXiv 2501.12948v2, the data of the helpfulness reward model).
//
// Departure: the paper assigns the positions at random; here they alternate, so that a judge's love of the first place
// cancels exactly where the number of judgements is even.


namespace R1Sharp.Learning.Rewards.Learned;

/// <summary>Two responses to one prompt.</summary>
/// <param name="Prompt">The prompt.</param>
/// <param name="First">One response.</param>
/// <param name="Second">The other.</param>
sealed record ResponsePair(string Prompt, string First, string Second);

/// <summary>Two responses of which one was judged better.</summary>
/// <param name="Prompt">The prompt.</param>
/// <param name="Chosen">The better one.</param>
/// <param name="Rejected">The other.</param>
/// <param name="Gap">By how much, in the judge's units; positive.</param>
sealed record JudgedPair(string Prompt, string Chosen, string Rejected, double Gap);

/// <summary>Judges two responses: positive where the first is the better one. The repetition tells judgements of one pair apart.</summary>
delegate double PairJudge(string prompt, string first, string second, int repetition);

/// <summary>Makes preferences.</summary>
static class PreferenceJudging
{
    /// <summary>
    /// Asks the judge of every pair, in turn with the one and the other response first, and keeps the pairs whose mean gap is
    /// large enough (the paper: four judgements, gaps above 1).
    /// </summary>
    /// <param name="pairs">What is judged.</param>
    /// <param name="judge">The judge.</param>
    /// <param name="judgements">How often it is asked of each pair; even, so that both orders weigh the same.</param>
    /// <param name="leastGap">Mean gaps up to this are dropped.</param>
    /// <exception cref="ArgumentException">The number of judgements is odd or not positive.</exception>
    public static IReadOnlyList<JudgedPair> Judge(IReadOnlyList<ResponsePair> pairs, PairJudge judge, int judgements = 4, double leastGap = 1)
    {
        if (judgements < 2 || judgements % 2 != 0)
            throw new ArgumentException($"{judgements} judgements do not see both orders equally often; give an even number.", nameof(judgements));
        var kept = new List<JudgedPair>();
        foreach (var pair in pairs)
        {
            double gap = Enumerable.Range(0, judgements)
                .Average(i => i % 2 == 0 ? judge(pair.Prompt, pair.First, pair.Second, i) : -judge(pair.Prompt, pair.Second, pair.First, i));
            if (Math.Abs(gap) > leastGap)
                kept.Add(gap > 0 ? new(pair.Prompt, pair.First, pair.Second, gap) : new(pair.Prompt, pair.Second, pair.First, -gap));
        }
        return kept;
    }

    /// <summary>
    /// Drops pairs from the end of the list until the longer response is as often the better as the worse one, so that
    /// length alone says nothing. Pairs of equal length stay.
    /// </summary>
    /// <param name="pairs">The pairs.</param>
    /// <param name="excess">By how much a pair's better response is longer than the other.</param>
    public static IReadOnlyList<T> LengthBalanced<T>(IReadOnlyList<T> pairs, Func<T, int> excess)
    {
        int[] signs = [.. pairs.Select(p => Math.Sign(excess(p)))];
        int most = Math.Min(signs.Count(s => s > 0), signs.Count(s => s < 0)), longer = 0, shorter = 0;
        return [.. pairs.Where((_, i) => signs[i] == 0 || (signs[i] > 0 ? ++longer : ++shorter) <= most)];
    }
}
