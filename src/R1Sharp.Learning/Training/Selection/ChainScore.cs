// LIMO's score of a chain of thought (arXiv 2502.03387, section 3.2): length, and how often words of self-verification, of
// exploration and of connection stand in it, over its length.
//   score = 0.30 · length + 0.20 · verification + 0.25 · exploration + 0.25 · connection
// Departure: each part is the share of the pool's chains that have less of it (half of those that have as much), since the paper
// does not say how parts of different units are added; word lists are longer than the paper's examples, and Chinese too.

using System.Text.RegularExpressions;
using R1Sharp.Learning.Rewards.Style;

namespace R1Sharp.Learning.Training.Selection;

/// <summary>What the score is made of.</summary>
/// <param name="Length">Words, numbers and Chinese characters.</param>
/// <param name="Verification">Self-verification words a unit of length ("check", "verify").</param>
/// <param name="Exploration">Exploration words a unit of length ("perhaps", "might", "try").</param>
/// <param name="Connection">Connectives a unit of length ("therefore", "since", "so").</param>
readonly record struct ChainParts(double Length, double Verification, double Exploration, double Connection);

/// <summary>Scores chains of thought.</summary>
static partial class ChainScore
{
    /// <summary>The parts of a chain.</summary>
    public static ChainParts Parts(string thoughts)
    {
        int units = Readability.Units(thoughts);
        double share(Regex words) => units == 0 ? 0 : (double)words.Count(thoughts) / units;
        return new ChainParts(units, share(Verification()), share(Exploration()), share(Connection()));
    }

    /// <summary>The score of each candidate within its pool, between 0 and 1.</summary>
    public static double[] Of(IReadOnlyList<SelectionCandidate> pool, SelectionOptions options)
    {
        ChainParts[] parts = [.. pool.Select(c => Parts(c.Thoughts))];
        double[] length = Ranks([.. parts.Select(p => p.Length)]), verification = Ranks([.. parts.Select(p => p.Verification)]);
        double[] exploration = Ranks([.. parts.Select(p => p.Exploration)]), connection = Ranks([.. parts.Select(p => p.Connection)]);
        return [.. parts.Select((_, i) => options.ElaborationWeight * length[i] + options.VerificationWeight * verification[i]
            + options.ExplorationWeight * exploration[i] + options.ConnectiveWeight * connection[i])];
    }

    /// <summary>For each value the share of values below it, and half of the share equal to it.</summary>
    public static double[] Ranks(double[] values)
    {
        double[] sorted = [.. values.Order()];
        return [.. values.Select(value => (Below(sorted, value) + UpTo(sorted, value)) / (2.0 * values.Length))];
    }

    static int Below(double[] sorted, double value) => Bound(sorted, other => other < value);

    static int UpTo(double[] sorted, double value) => Bound(sorted, other => other <= value);

    static int Bound(double[] sorted, Predicate<double> isLow)
    {
        int low = 0, high = sorted.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            (low, high) = isLow(sorted[middle]) ? (middle + 1, high) : (low, middle);
        }
        return low;
    }

    [GeneratedRegex(@"\b(?:(?:double-|re)?check\w*|verif\w+|confirm\w*)\b|检查|验证|验算|核对", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Verification();

    [GeneratedRegex(
        @"\b(?:perhaps|might|maybe|alternatively|try|suppose|what if|wait)\b|或许|也许|可能|试试|假设|等等|另一种", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Exploration();

    [GeneratedRegex(@"\b(?:therefore|since|because|thus|hence|so|then)\b|因此|因为|所以|由于|于是|那么", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Connection();
}
