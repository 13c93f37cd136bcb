// Rows of several data together: a share of each, in an order that the seed decides while each keeps its own.

using R1Sharp.App.Data.Rows;
using R1Sharp.Numerics;

namespace R1Sharp.App.Data;

/// <summary>A part of a mixture.</summary>
/// <param name="Data">Its rows.</param>
/// <param name="Share">The share of them that is taken, from the beginning.</param>
sealed record MixturePart(Dataset Data, double Share);

/// <summary>Mixes rows.</summary>
static class Mixture
{
    /// <summary>
    /// The rows of all parts. With every row the chance of a part is the share of the rows left that are its own, so that no part ends
    /// before the others.
    /// </summary>
    /// <param name="parts">The parts.</param>
    /// <param name="seed">Decides the order.</param>
    public static IEnumerable<JsonLine> Rows(IReadOnlyList<MixturePart> parts, ulong seed)
    {
        long[] left = [.. parts.Select(part => (long)Math.Round(part.Share * part.Data.Count(), MidpointRounding.AwayFromZero))];
        var rows = parts.Select(part => part.Data.Stream().GetEnumerator()).ToList();
        try
        {
            for (var random = new RandomStream(seed, RandomPurpose.Shuffle, 0, 6); left.Sum() > 0;)
            {
                int part = Chosen(left, (long)(random.NextDouble() * left.Sum()));
                left[part]--;
                if (rows[part].MoveNext())
                    yield return rows[part].Current;
            }
        }
        finally
        {
            rows.ForEach(part => part.Dispose());
        }
    }

    static int Chosen(long[] left, long place)
    {
        int part = 0;
        for (; part < left.Length - 1 && place >= left[part]; part++)
            place -= left[part];
        return left[part] > 0 ? part : Array.FindIndex(left, l => l > 0);
    }

    /// <summary>
    /// Cuts rows in two by chance; of the second there are exactly so many. Which row goes where is known without the others: selection
    /// sampling (Knuth, TAOCP 3.4.2, algorithm S).
    /// </summary>
    /// <param name="count">How many rows there are.</param>
    /// <param name="second">How many of them go into the second part.</param>
    /// <param name="seed">Decides which.</param>
    public static bool[] Second(int count, int second, ulong seed)
    {
        bool[] chosen = new bool[count];
        var random = new RandomStream(seed, RandomPurpose.Shuffle, 0, 7);
        for (int i = 0; i < count; i++)
            if (random.NextDouble() * (count - i) < second)
            {
                chosen[i] = true;
                second--;
            }
        return chosen;
    }
}
