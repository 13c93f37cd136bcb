// Which examples are learned from: filters one after the other, each with a verdict for every example it drops. What is
// selected depends on the examples and the seed, not on their order.

using R1Sharp.Numerics;

namespace R1Sharp.Learning.Training.Selection;

/// <summary>Selects examples.</summary>
static class ExampleSelection
{
    /// <summary>Selects by a method.</summary>
    /// <param name="candidates">All examples, in any order.</param>
    /// <param name="method">The method.</param>
    /// <param name="options">Its settings.</param>
    /// <param name="seed">Decides the random numbers.</param>
    /// <exception cref="UserErrorException">The options do not fit together, or no candidate is left by the filters.</exception>
    public static SelectionResult Select(IReadOnlyList<SelectionCandidate> candidates, SelectionMethod method, SelectionOptions options, ulong seed)
    {
        int wanted = options.Checked().Count ?? Math.Max((int)Math.Round(options.Share!.Value * candidates.Count), 1);
        var pool = new SelectionPool(candidates);
        IReadOnlyList<int> selected = method switch
        {
            SelectionMethod.S1 => S1(pool, options, wanted, seed),
            SelectionMethod.Limo => Limo(pool, options, wanted),
            _ => Random(pool, wanted, seed),
        };
        return pool.Finish(selected);
    }

    // s1: quality → difficulty → diversity.
    static List<int> S1(SelectionPool pool, SelectionOptions options, int wanted, ulong seed)
    {
        pool.Filter("quality", TraceQuality.Fault);
        pool.Filter("difficulty", candidate => TooEasy(candidate, options));
        if (options.OnePerQuestion)
            pool.OnePerQuestion(candidate => candidate.Length, "another trace of this question is longer");
        return DomainSampling.Draw(pool.Left, i => pool.Of(i), wanted, options.LengthBase, seed);
    }

    // LIMO: a window of difficulty, then the best chains.
    static List<int> Limo(SelectionPool pool, SelectionOptions options, int wanted)
    {
        pool.Filter("quality", TraceQuality.Fault);
        pool.Filter("difficulty", candidate => TooEasy(candidate, options));
        pool.Filter("pass rate", candidate => candidate.PassRate is not { } rate || (rate >= options.MinPassRate && rate <= options.MaxPassRate) ? null
            : FormattableString.Invariant($"pass rate {rate:0.###} outside {options.MinPassRate:0.###} to {options.MaxPassRate:0.###}"));
        var scores = ChainScore.Of([.. pool.Left.Select(pool.Of)], options);
        var scoreOf = pool.Left.Zip(scores).ToDictionary(pair => pair.First, pair => pair.Second);
        pool.Scores = scoreOf;
        if (options.OnePerQuestion)
            pool.OnePerQuestion((_, i) => scoreOf[i], "another trace of this question scores higher");
        return [.. pool.Left.OrderByDescending(i => scoreOf[i]).ThenBy(i => pool.Of(i).Key, StringComparer.Ordinal).Take(wanted)];
    }

    static int[] Random(SelectionPool pool, int wanted, ulong seed)
    {
        int[] all = [.. pool.Left];
        new RandomStream(seed, RandomPurpose.Selection).Shuffle(all.AsSpan());
        return all[..Math.Min(wanted, all.Length)];
    }

    static string? TooEasy(SelectionCandidate candidate, SelectionOptions options) =>
        candidate.Solvers.FirstOrDefault(s => s.PassRate > options.MaxSolverPassRate) is { } solver
            ? FormattableString.Invariant($"{solver.Model} solves it ({solver.PassRate:0.###})") : null;
}
